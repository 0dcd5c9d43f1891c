/** A request that the node refuses. Its message is the text of the answer; the error itself never leaves the node. */
export class Refusal extends Error {}
