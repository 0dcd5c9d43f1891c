/** Loads the protocol that is otherwise loaded with the first nitronode: loading takes real time, which virtual time does not wait for. */
export const loadNitronode = () => import('../../src/core/protocols/nitronode')
