import type { DatabaseAdvice } from '../../core/errors/databaseProblem'
import type { AllErrors } from '../../core/errors/translation'

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
  damaged: 'Sehen Sie sich die Zeile mit vue-nitrolite rooms explain an. Korrigieren Sie sie, oder verwenden Sie die Version von vue-nitrolite, die sie geschrieben hat.',
  held: 'Den Ordner eines Datei-Journals darf nur ein Prozess zur gleichen Zeit benutzen. Warten Sie, bis der andere Prozess beendet ist, oder beenden Sie ihn, und öffnen Sie das Journal erneut. Arbeiten mehrere Prozesse zur gleichen Zeit, legen Sie das Journal in Postgres oder Redis ab.',
  ended: 'Der Datenbank-Client dieses Servers ist beendet: Die App hat ihn beendet, oder er hat die Verbindungsversuche aufgegeben. Verwenden Sie einen offenen Client, und beenden Sie ihn erst, wenn alles gestoppt ist, was ihn benutzt.',
  other: 'Sehen Sie sich den Grund und das Protokoll des Datenbankservers an.',
}

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: 'Das Ergebnis[ des Raums {roomId}] ist nicht verwendbar.', why: '[Technischer Grund: {reason}|Es hat eine andere Form als erwartet].', fix: 'Es wurde nichts gespeichert oder gesendet. Berichtigen Sie das Ergebnis, und schließen Sie den Raum erneut.' },
  ROOM_RESULT_CONFLICT: { what: '[Raum {roomId}|Der Raum] hat bereits ein anderes Ergebnis.', why: 'Ein Raum wird mit dem Ergebnis geschlossen, das zuerst angegeben wurde.', fix: 'Das erste Ergebnis gilt weiter, und es wird nichts anderes gesendet. Lesen Sie den Raum, um es zu sehen.' },
  ROOM_SESSION_TAKEN: { what: 'Die Sitzung[ {sessionId}] gehört zu einem anderen Raum[: {roomId}].', why: 'Eine Sitzung wird nur für einen Raum geschlossen.', fix: 'Es wurde nichts gespeichert oder gesendet. Prüfen Sie, welche Sitzung zu welchem Raum gehört.' },
  ROOM_DEPOSITS_UNKNOWN: { what: 'Die Einzahlungen der Sitzung[ {sessionId}] können nicht zurückgegeben werden.', why: '[{participant} hat mehr {asset} entnommen als eingezahlt|Dieser Knoten teilt nicht mit, wer eingezahlt hat].', fix: 'Es wurde nichts gesendet. Schließen Sie den Raum mit einem Ergebnis, das die Einzahlungen oder die Beträge selbst nennt.' },
  ROOM_QUEUE_FULL: { what: 'Zurzeit werden keine weiteren Räume angenommen.', why: '[{limit=one: # Raum wartet; other: # Räume warten}|Zu viele Räume warten] bereits darauf, geschlossen zu werden.', fix: 'Für diesen Raum wurde nichts gespeichert oder gesendet. Schließen Sie ihn später erneut, oder lassen Sie den Aufruf mit der Option queue.whenFull warten.' },
  ROOM_CLOSER_STOPPED: { what: 'Dieser Prozess schließt keine Räume mehr.', why: 'Er wird beendet oder wurde nicht gestartet.', fix: 'Gespeicherte Räume gehen nicht verloren: Der nächste Worker setzt sie fort. Schließen Sie weitere Räume dort.' },
  ROOM_STORE_FAILED: { what: 'Die Tabelle der Räume konnte nicht gelesen oder geschrieben werden.', why: '[Technischer Grund: {reason}|Die Datenbank hat keinen Grund genannt].', fix: 'Für einen Raum, der nicht gespeichert ist, wird nichts gesendet. [{advice} Schließen Sie dann den Raum erneut|Sorgen Sie dafür, dass die Datenbank funktioniert, und schließen Sie den Raum erneut]: Nichts wird doppelt ausgezahlt.' },
  ROOM_TAKEN_OVER: { what: '[Der Raum {roomId} gehört nicht mehr diesem Worker|Dieser Worker hat den Raum nicht mehr].', why: 'Der Worker hat zu lange kein Lebenszeichen gegeben oder wurde beendet, darum kann ein anderer Worker den Raum übernommen haben.', fix: 'Es ist nichts zu tun. Der Worker, der den Raum übernimmt, beendet die Schließung, und nichts wird doppelt ausgezahlt.' },
  ROOM_QUEUE_UNAVAILABLE: { what: 'Die Warteschlange, die den Workern Räume ankündigt, kann nicht benutzt werden.', why: '[Technischer Grund: {reason}|Die Warteschlange hat keinen Grund genannt].', fix: 'Gespeicherte Räume gehen nicht verloren: Die Worker finden sie auch ohne die Warteschlange, nur später. Sorgen Sie dafür, dass die Warteschlange funktioniert, und versuchen Sie es erneut.' },
} as const satisfies Partial<AllErrors>
