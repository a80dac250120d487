/** Who a request is made as: a user as kube-apiserver's authentication knows him. `Requester` of api/ fits. */
export interface Identity {
  username: string;
  uid?: string;
  groups?: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}
