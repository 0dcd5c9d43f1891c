import type { AllErrors } from '../../core/errors/translation'

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: 'Le résultat[ de la salle {roomId}] est inutilisable.', why: '[Raison technique : {reason}|Il n’a pas la forme attendue].', fix: 'Rien n’a été enregistré ni envoyé. Corrigez le résultat, puis fermez de nouveau la salle.' },
  ROOM_RESULT_CONFLICT: { what: '[La salle {roomId}|La salle] a déjà un autre résultat.', why: 'Une salle est fermée avec le résultat indiqué en premier.', fix: 'Le premier résultat reste valable, et rien d’autre n’est envoyé. Lisez la salle pour le voir.' },
  ROOM_SESSION_TAKEN: { what: 'La session[ {sessionId}] appartient à une autre salle[ : {roomId}].', why: 'Une session n’est fermée que pour une seule salle.', fix: 'Rien n’a été enregistré ni envoyé. Vérifiez quelle session appartient à quelle salle.' },
  ROOM_QUEUE_FULL: { what: 'Aucune autre salle n’est acceptée pour le moment.', why: '[{limit=one: # salle attend; other: # salles attendent}|Trop de salles attendent] déjà d’être fermées.', fix: 'Rien n’a été enregistré ni envoyé pour cette salle. Fermez-la de nouveau plus tard, ou faites attendre l’appel avec l’option queue.whenFull.' },
  ROOM_CLOSER_STOPPED: { what: 'Ce processus ne ferme plus de salles.', why: 'Il s’arrête, ou il n’a pas été démarré.', fix: 'Les salles enregistrées ne sont pas perdues : le prochain worker les continue. Fermez les autres salles là-bas.' },
  ROOM_STORE_FAILED: { what: 'La table des salles n’a pas pu être lue ou écrite.', why: '[Raison technique : {reason}|La base de données n’a pas dit pourquoi].', fix: 'Rien n’est envoyé pour une salle qui n’est pas enregistrée. [{advice} Fermez ensuite de nouveau la salle|Vérifiez que la base de données fonctionne, puis fermez de nouveau la salle] : rien n’est payé deux fois.' },
} as const satisfies Partial<AllErrors>
