/** What stands in the way of building: said to the user as it is, without a stack trace. */
export class BuildError extends Error {}
