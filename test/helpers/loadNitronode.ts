/**
 * Loads the modules that a client imports when it first meets a nitronode and when it first waits between two submissions.
 * Loading takes real time, and virtual time does not wait for it, so tests in virtual time load the modules first.
 */
export const loadNitronode = () => Promise.all([import('../../src/core/protocols/nitronode'), import('../../src/core/closing/between')])
