import type { DatabaseAdvice } from '../../core/errors/databaseProblem'

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
  other: 'Regardez la raison et le journal du serveur de la base de données.',
}
