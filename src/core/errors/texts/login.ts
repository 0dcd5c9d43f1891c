import type { ErrorText } from '../errorText'

/** The node does not accept the login or the session key. */
export const LOGIN_ERRORS = {
  AUTH_REQUIRED: {
    remedy: 'connect',
    what: 'The connection is not logged in.',
    why: 'The node no longer knows the login, for example because the connection was lost.',
    fix: 'The request was not carried out. Connect again.',
  },
  AUTH_SESSION_EXPIRED: {
    remedy: 'connect',
    what: 'The login has expired.',
    why: 'The node ends a login after 24 hours without use.',
    fix: 'The request was not carried out. Connect again.',
  },
  AUTH_REFUSED: {
    remedy: 'connect',
    what: 'The node refused the login.',
    why: 'The signature does not fit the account, the application or the challenge of the node.',
    fix: 'Connect again with the account that the wallet shows.',
  },
  AUTH_CHALLENGE_UNKNOWN: {
    remedy: 'connect',
    what: 'The node does not know the challenge that the wallet has signed.',
    why: 'The challenge is older than five minutes, was already used, or was lost when the node restarted.',
    fix: 'Connect again.',
  },
  AUTH_PARAMETERS_INVALID: {
    remedy: 'connect',
    what: 'The node could not accept the login request.',
    why: '[It says: {node}|A parameter has the wrong form].',
    fix: 'Check the options application and sessionKey, then connect again.',
  },
  AUTH_JWT_INVALID: {
    remedy: 'connect',
    what: 'The node refused the stored login.',
    why: 'The login token is too old, damaged, or from another node.',
    fix: 'Connect again. The wallet may have to confirm the login once more.',
  },
  AUTH_EXPIRY_INVALID: {
    remedy: 'connect',
    what: 'The node refused the expiry time of the session key.',
    why: 'By the clock of the node, that time is in the past or too far in the future.',
    fix: 'Check the clock of this device and the option sessionKey.lifetime, which is in seconds. Then connect again.',
  },
  AUTH_ALLOWANCE_INVALID: {
    remedy: 'connect',
    what: 'The node refused an allowance of the session key.',
    why: '[It says: {node}|It does not accept the asset or the amount].',
    fix: 'Log in without allowances; closing a session needs none.',
  },
  AUTH_BUSY: {
    remedy: 'connect',
    what: 'The node cannot handle the login at the moment.',
    why: 'It has received too many logins within ten minutes, or its database failed.',
    fix: 'Wait: while the client is connecting, it tries again by itself. A node that has received too many logins accepts none for up to ten minutes.',
  },
  SESSION_KEY_EXPIRED: {
    remedy: 'connect',
    what: 'The session key[ {signer}] has expired or was revoked.',
    why: 'The node will not accept it again.',
    fix: 'The request was not carried out. Connect again; a new key is made.',
  },
  SESSION_KEY_IN_USE: {
    remedy: 'connect',
    what: 'The session key[ {signer}] belongs to another wallet.',
    why: 'The node ties each session key to one wallet.',
    fix: 'Connect again; a new key is made.',
  },
  SESSION_KEY_LIMIT: {
    remedy: 'tryAgain',
    what: 'The node accepts no more session keys for this wallet.',
    why: 'The wallet has [{limit} session keys, as many as the node allows|as many session keys as the node allows], and each of them may still be needed for an open session.',
    fix: 'The request was not carried out. Close open sessions, or wait until older keys expire, and try again. Pass a store of logins as keep.logins, so that all processes and later starts use the same key. A shorter sessionKey.lifetime also helps, and sessionKey.atLimit: \'endOldest\' ends the oldest key.',
  },
  SESSION_KEY_REPLACED: {
    remedy: 'connect',
    what: 'The session key[ {signer}] no longer counts for any participant.',
    why: 'Another tab or device logged in with the same wallet and application, and the node keeps only the newest key.',
    fix: 'The request was not carried out, so the funds are where they were. Connect again and close once more.',
  },
  SESSION_KEY_WRONG_APPLICATION: {
    remedy: 'connect',
    what: 'The session key was made for a different application than the session.',
    why: '[{node}|A session key signs for the sessions of one application only].',
    fix: 'The request was not carried out. Set the option application to the application of the session and connect again.',
  },
} as const satisfies Record<string, ErrorText>
