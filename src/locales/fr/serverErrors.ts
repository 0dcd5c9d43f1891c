import type { DatabaseAdvice } from '../../core/errors/databaseProblem'
import type { AllErrors } from '../../core/errors/translation'

export const databaseAdvice: DatabaseAdvice = {
  login: 'Corrigez le nom d’utilisateur et le mot de passe avec lesquels ce serveur se connecte à la base de données.',
  admission: 'Autorisez sur le serveur de la base de données cet utilisateur, cette base et cette adresse (dans Postgres : pg_hba.conf). S’il exige une connexion chiffrée, activez ssl ou tls dans les options du client.',
  unreachable: 'Vérifiez que le serveur de la base de données fonctionne, que ce serveur connaît son hôte et son port corrects, et qu’aucun pare-feu ne les sépare.',
  host: 'Corrigez le nom d’hôte de la base de données, ou la résolution de noms de ce serveur.',
  silent: 'Vérifiez que le réseau vers la base de données fonctionne et que son serveur n’est pas surchargé. L’option timeout dit combien de temps on attend.',
  encryption: 'Vérifiez si le serveur de la base de données attend une connexion chiffrée sur ce port, et faites en sorte que ce serveur fasse confiance à son certificat.',
  missing: 'Créez la base de données, le schéma ou la table que nomme la raison, ou corrigez son nom dans les options.',
  right: 'Demandez à un administrateur de la base de données d’accorder le droit que nomme la raison.',
  settings: 'Modifiez sur le serveur de la base de données le réglage que nomme la raison. Ne passez durability: \'trusted\' que si le serveur conserve autrement chaque écriture confirmée.',
  hiddenSettings: 'Autorisez l’utilisateur à lire les réglages (dans Redis : CONFIG GET). Si votre fournisseur ne le permet pas, vérifiez dans sa console que chaque écriture est synchronisée (appendonly yes, appendfsync always) et que rien n’est évincé, puis passez durability: \'trusted\'.',
  readOnly: 'Connectez-vous au serveur primaire, avec une connexion qui peut écrire.',
  replicas: 'Rétablissez les réplicas manquants, ou ajoutez-en d’autres. D’ici là, une écriture pourrait être perdue quand un réplica prend le relais.',
  cluster: 'Connectez-vous avec le client de cluster de votre bibliothèque, et attendez que chaque partie du cluster ait un serveur primaire.',
  full: 'Libérez de la place sur le serveur de la base de données.',
  busy: 'Attendez que le serveur de la base de données ait démarré, ou laissez-le accepter plus de connexions.',
  damaged: 'Examinez la ligne avec vue-nitrolite rooms explain. Corrigez-la, ou utilisez la version de vue-nitrolite qui l’a écrite.',
  held: 'Un seul processus à la fois peut utiliser le dossier d’un journal de fichiers. Attendez que l’autre processus se termine, ou arrêtez-le, et rouvrez le journal. Si plusieurs processus travaillent en même temps, conservez le journal dans Postgres ou Redis.',
  ended: 'Le client de la base de données de ce serveur est terminé : l’application l’a arrêté, ou il a renoncé à se connecter. Utilisez un client ouvert, et arrêtez-le seulement quand tout ce qui s’en sert s’est arrêté.',
  other: 'Regardez la raison et le journal du serveur de la base de données.',
}

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: 'Le résultat[ de la salle {roomId}] est inutilisable.', why: '[Raison technique : {reason}|Il n’a pas la forme attendue].', fix: 'Rien n’a été enregistré ni envoyé. Corrigez le résultat, puis fermez de nouveau la salle.' },
  ROOM_RESULT_CONFLICT: { what: '[La salle {roomId}|La salle] a déjà un autre résultat.', why: 'Une salle est fermée avec le résultat indiqué en premier.', fix: 'Le premier résultat reste valable, et rien d’autre n’est envoyé. Lisez la salle pour le voir.' },
  ROOM_SESSION_TAKEN: { what: 'La session[ {sessionId}] appartient à une autre salle[ : {roomId}].', why: 'Une session n’est fermée que pour une seule salle.', fix: 'Rien n’a été enregistré ni envoyé. Vérifiez quelle session appartient à quelle salle.' },
  ROOM_DEPOSITS_UNKNOWN: { what: 'Les dépôts de la session[ {sessionId}] ne peuvent pas être rendus.', why: '[{participant} a retiré plus de {asset} qu’il n’en a déposé|Ce nœud n’indique pas qui a effectué les dépôts].', fix: 'Rien n’a été envoyé. Fermez la salle avec un résultat qui indique les dépôts, ou les montants eux-mêmes.' },
  ROOM_QUEUE_FULL: { what: 'Aucune autre salle n’est acceptée pour le moment.', why: '[{limit=one: # salle attend; other: # salles attendent}|Trop de salles attendent] déjà d’être fermées.', fix: 'Rien n’a été enregistré ni envoyé pour cette salle. Fermez-la de nouveau plus tard, ou faites attendre l’appel avec l’option queue.whenFull.' },
  ROOM_CLOSER_STOPPED: { what: 'Ce processus ne ferme plus de salles.', why: 'Il s’arrête, ou il n’a pas été démarré.', fix: 'Les salles enregistrées ne sont pas perdues : le prochain worker les continue. Fermez les autres salles là-bas.' },
  ROOM_STORE_FAILED: { what: 'La table des salles n’a pas pu être lue ou écrite.', why: '[Raison technique : {reason}|La base de données n’a pas dit pourquoi].', fix: 'Rien n’est envoyé pour une salle qui n’est pas enregistrée. [{advice} Fermez ensuite de nouveau la salle|Vérifiez que la base de données fonctionne, puis fermez de nouveau la salle] : rien n’est payé deux fois.' },
  ROOM_TAKEN_OVER: { what: '[La salle {roomId} n’appartient plus à ce worker|Ce worker n’a plus la salle].', why: 'Le worker n’a pas donné signe de vie pendant trop longtemps ou a été arrêté, donc un autre worker a pu reprendre la salle.', fix: 'Il n’y a rien à faire. Le worker qui reprend la salle termine sa fermeture, et rien n’est payé deux fois.' },
  ROOM_QUEUE_UNAVAILABLE: { what: 'La file d’attente qui annonce les salles aux workers ne peut pas être utilisée.', why: '[Raison technique : {reason}|La file d’attente n’a pas dit pourquoi].', fix: 'Les salles enregistrées ne sont pas perdues : les workers les trouvent aussi sans la file d’attente, mais plus tard. Vérifiez que la file d’attente fonctionne, puis réessayez.' },
} as const satisfies Partial<AllErrors>
