/** A request that the node refuses, with the text that goes to the client. Never leaves the node. */
export class Refusal extends Error {}
