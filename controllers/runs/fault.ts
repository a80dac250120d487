/** Why something did not go well: a reason of the catalogue, or another stable word, and a sentence. A StowageError is one. */
export interface Fault {
  reason: string;
  message: string;
}
