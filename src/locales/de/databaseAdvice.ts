import type { DatabaseAdvice } from '../../core/errors/databaseProblem'

export const databaseAdvice: DatabaseAdvice = {
  login: 'Berichtigen Sie den Benutzernamen und das Passwort, mit denen sich dieser Server bei der Datenbank anmeldet.',
  admission: 'Lassen Sie diesen Benutzer, diese Datenbank und diese Adresse am Datenbankserver zu (in Postgres: pg_hba.conf). Verlangt er eine verschlüsselte Verbindung, schalten Sie ssl oder tls in den Optionen des Clients ein.',
  unreachable: 'Sorgen Sie dafür, dass der Datenbankserver läuft, dass dieser Server seinen richtigen Host und Port kennt und dass keine Firewall dazwischen liegt.',
  host: 'Berichtigen Sie den Hostnamen der Datenbank oder die Namensauflösung dieses Servers.',
  silent: 'Sorgen Sie dafür, dass das Netzwerk zur Datenbank funktioniert und der Datenbankserver nicht überlastet ist. Die Option timeout sagt, wie lange gewartet wird.',
  encryption: 'Prüfen Sie, ob der Datenbankserver an diesem Port eine verschlüsselte Verbindung erwartet, und lassen Sie diesen Server seinem Zertifikat vertrauen.',
  missing: 'Legen Sie die Datenbank, das Schema oder die Tabelle an, die der Grund nennt, oder berichtigen Sie den Namen in den Optionen.',
  right: 'Lassen Sie einen Administrator der Datenbank das Recht erteilen, das der Grund nennt.',
  settings: 'Ändern Sie am Datenbankserver die Einstellung, die der Grund nennt. Übergeben Sie durability: \'trusted\' nur, wenn der Server jeden bestätigten Schreibvorgang auf andere Weise bewahrt.',
  hiddenSettings: 'Erlauben Sie dem Benutzer, die Einstellungen zu lesen (in Redis: CONFIG GET). Lässt Ihr Anbieter das nicht zu, stellen Sie in seiner Konsole sicher, dass jeder Schreibvorgang gesichert wird (appendonly yes, appendfsync always) und nichts verdrängt wird, und übergeben Sie durability: \'trusted\'.',
  readOnly: 'Verbinden Sie sich mit dem primären Server, über eine Verbindung, die schreiben darf.',
  replicas: 'Bringen Sie die fehlenden Replikate zurück, oder fügen Sie andere hinzu. Bis dahin könnte ein Schreibvorgang verloren gehen, wenn ein Replikat übernimmt.',
  cluster: 'Verbinden Sie sich mit dem Cluster-Client Ihrer Bibliothek, und warten Sie, bis jeder Teil des Clusters einen primären Server hat.',
  full: 'Schaffen Sie Platz auf dem Datenbankserver.',
  busy: 'Warten Sie, bis der Datenbankserver gestartet ist, oder lassen Sie ihn mehr Verbindungen annehmen.',
  other: 'Sehen Sie sich den Grund und das Protokoll des Datenbankservers an.',
}
