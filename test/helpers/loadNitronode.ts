/**
 * Loads the protocol that a client otherwise imports when it first meets a nitronode. Loading takes real time, and virtual
 * time does not wait for it, so tests in virtual time load the protocol first.
 */
export const loadNitronode = () => import('../../src/core/protocols/nitronode')
