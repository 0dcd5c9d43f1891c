/**
 * What is wrong with a database or a file journal on a server, as far as its error says: `info.data.problem` of `JOURNAL_UNAVAILABLE`,
 * `JOURNAL_FAILED` and `ROOM_STORE_FAILED`. It selects the advice in their texts.
 * - `login`: the user name or the password is wrong
 * - `admission`: the server does not admit this user, address or unencrypted connection
 * - `unreachable`: no server accepts connections there
 * - `host`: the name of the host is unknown
 * - `silent`: the server did not reply in time
 * - `encryption`: the encrypted connection failed, for example because of the certificate
 * - `missing`: the database, schema or table does not exist
 * - `right`: the user lacks a right
 * - `settings`: the server may lose what it has confirmed
 * - `hiddenSettings`: the user may not read the settings of the server
 * - `readOnly`: the server or the connection allows only reading
 * - `replicas`: too few replicas have the write
 * - `cluster`: the command did not reach the node of the cluster that holds the key, or the cluster is incomplete
 * - `full`: the server has no disk space or memory left
 * - `busy`: the server has too many connections, or is starting or stopping
 * - `damaged`: a row cannot be read: it was changed by hand, or a later version has written it
 * - `held`: another process holds the folder of a file journal, or has taken it over
 * - `ended`: the client of the database has ended: the app has ended it, or the client has given up connecting
 * - `other`: anything else
 */
export type DatabaseProblem =
  | 'login' | 'admission' | 'unreachable' | 'host' | 'silent' | 'encryption' | 'missing' | 'right' | 'settings' | 'hiddenSettings'
  | 'readOnly' | 'replicas' | 'cluster' | 'full' | 'busy' | 'damaged' | 'held' | 'ended' | 'other'

/** What an operator can do about each problem, in complete sentences. */
export type DatabaseAdvice = Readonly<Record<DatabaseProblem, string>>
