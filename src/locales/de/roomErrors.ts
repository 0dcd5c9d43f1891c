import type { AllErrors } from '../../core/errors/translation'

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: 'Das Ergebnis[ des Raums {roomId}] ist nicht verwendbar.', why: '[Technischer Grund: {reason}|Es hat eine andere Form als erwartet].', fix: 'Es wurde nichts gespeichert oder gesendet. Berichtigen Sie das Ergebnis, und schließen Sie den Raum erneut.' },
  ROOM_RESULT_CONFLICT: { what: '[Raum {roomId}|Der Raum] hat bereits ein anderes Ergebnis.', why: 'Ein Raum wird mit dem Ergebnis geschlossen, das zuerst angegeben wurde.', fix: 'Das erste Ergebnis gilt weiter, und es wird nichts anderes gesendet. Lesen Sie den Raum, um es zu sehen.' },
  ROOM_SESSION_TAKEN: { what: 'Die Sitzung[ {sessionId}] gehört zu einem anderen Raum[: {roomId}].', why: 'Eine Sitzung wird nur für einen Raum geschlossen.', fix: 'Es wurde nichts gespeichert oder gesendet. Prüfen Sie, welche Sitzung zu welchem Raum gehört.' },
  ROOM_QUEUE_FULL: { what: 'Zurzeit werden keine weiteren Räume angenommen.', why: '[{limit=one: # Raum wartet; other: # Räume warten}|Zu viele Räume warten] bereits darauf, geschlossen zu werden.', fix: 'Für diesen Raum wurde nichts gespeichert oder gesendet. Schließen Sie ihn später erneut, oder lassen Sie den Aufruf mit der Option queue.whenFull warten.' },
  ROOM_CLOSER_STOPPED: { what: 'Dieser Prozess schließt keine Räume mehr.', why: 'Er wird beendet oder wurde nicht gestartet.', fix: 'Gespeicherte Räume gehen nicht verloren: Der nächste Worker setzt sie fort. Schließen Sie weitere Räume dort.' },
  ROOM_STORE_FAILED: { what: 'Die Tabelle der Räume konnte nicht gelesen oder geschrieben werden.', why: '[Technischer Grund: {reason}|Die Datenbank hat keinen Grund genannt].', fix: 'Für einen Raum, der nicht gespeichert ist, wird nichts gesendet. [{advice} Schließen Sie dann den Raum erneut|Sorgen Sie dafür, dass die Datenbank funktioniert, und schließen Sie den Raum erneut]: Nichts wird doppelt ausgezahlt.' },
} as const satisfies Partial<AllErrors>
