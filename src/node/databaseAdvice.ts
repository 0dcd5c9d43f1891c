import type { DatabaseAdvice } from '../core/errors/databaseProblem'

/** The advice in English. It is kept here because no page needs it; `src/locales/` has the translations. */
export const DATABASE_ADVICE: DatabaseAdvice = {
  login: 'Correct the user name and the password with which this server connects to the database.',
  admission: 'Let the database server admit this user, database and address (in Postgres: pg_hba.conf). If it demands an encrypted connection, turn on ssl or tls in the options of the client.',
  unreachable: 'Make sure that the database server is running, that this server has its correct host and port, and that no firewall is in between.',
  host: 'Correct the host name of the database, or the name resolution of this server.',
  silent: 'Make sure that the network to the database works and that the database server is not overloaded. The option timeout says how long to wait.',
  encryption: 'Check whether the database server expects an encrypted connection on this port, and make this server trust its certificate.',
  missing: 'Create the database, the schema or the table that the reason names, or correct its name in the options.',
  right: 'Let an administrator of the database grant the right that the reason names.',
  settings: 'Change the setting that the reason names on the database server. Pass durability: \'trusted\' only if the server keeps every confirmed write in another way.',
  hiddenSettings: 'Let the user read the settings (in Redis: CONFIG GET). If your provider does not allow that, make sure in its console that every write is synced (appendonly yes, appendfsync always) and nothing is evicted, and pass durability: \'trusted\'.',
  readOnly: 'Connect to the primary server, with a connection that may write.',
  replicas: 'Bring the missing replicas back, or add others. Until then, a write could be lost when a replica takes over.',
  cluster: 'Connect with the cluster client of your library, and wait until every part of the cluster has a primary server.',
  full: 'Free disk space or memory on the database server.',
  busy: 'Wait until the database server has started, or let it accept more connections.',
  other: 'Look at the reason and at the log of the database server.',
}
