import type { DatabaseAdvice } from '../../core/errors/databaseProblem'
import type { AllErrors } from '../../core/errors/translation'

export const databaseAdvice: DatabaseAdvice = {
  login: 'Corrija o nome de usuário e a senha com que este servidor se conecta ao banco de dados.',
  admission: 'Permita no servidor do banco de dados este usuário, este banco e este endereço (no Postgres: pg_hba.conf). Se ele exigir uma conexão criptografada, ative ssl ou tls nas opções do cliente.',
  unreachable: 'Verifique se o servidor do banco de dados está em execução, se este servidor tem o host e a porta corretos dele e se não há firewall no meio.',
  host: 'Corrija o nome de host do banco de dados, ou a resolução de nomes deste servidor.',
  silent: 'Verifique se a rede até o banco de dados funciona e se o servidor dele não está sobrecarregado. A opção timeout diz quanto tempo se espera.',
  encryption: 'Verifique se o servidor do banco de dados espera uma conexão criptografada nesta porta, e faça este servidor confiar no certificado dele.',
  missing: 'Crie o banco de dados, o esquema ou a tabela que o motivo nomeia, ou corrija o nome nas opções.',
  right: 'Peça a um administrador do banco de dados que conceda a permissão que o motivo nomeia.',
  settings: 'Altere no servidor do banco de dados a configuração que o motivo nomeia. Passe durability: \'trusted\' somente se o servidor preservar de outra forma cada gravação confirmada.',
  hiddenSettings: 'Permita que o usuário leia as configurações (no Redis: CONFIG GET). Se o seu provedor não permitir, confirme no console dele que cada gravação é sincronizada (appendonly yes, appendfsync always) e que nada é removido, e passe durability: \'trusted\'.',
  readOnly: 'Conecte-se ao servidor primário, com uma conexão que possa gravar.',
  replicas: 'Recupere as réplicas que faltam, ou adicione outras. Até lá, uma gravação pode se perder quando uma réplica assumir.',
  cluster: 'Conecte-se com o cliente de cluster da sua biblioteca, e espere até que cada parte do cluster tenha um servidor primário.',
  full: 'Libere espaço no servidor do banco de dados.',
  busy: 'Espere até que o servidor do banco de dados tenha iniciado, ou faça com que ele aceite mais conexões.',
  damaged: 'Examine a linha com vue-nitrolite rooms explain. Corrija-a ou use a versão do vue-nitrolite que a gravou.',
  held: 'Apenas um processo por vez pode usar a pasta de um diário em arquivos. Espere o outro processo terminar, ou encerre-o, e abra o diário novamente. Se vários processos trabalham ao mesmo tempo, guarde o diário no Postgres ou no Redis.',
  ended: 'O cliente do banco de dados deste servidor foi encerrado: o aplicativo o encerrou, ou ele desistiu de se conectar. Use um cliente aberto e encerre-o somente depois que tudo o que o usa tiver parado.',
  other: 'Veja o motivo e o log do servidor do banco de dados.',
}

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: 'O resultado[ da sala {roomId}] não pode ser usado.', why: '[Motivo técnico: {reason}|Ele não tem a forma esperada].', fix: 'Nada foi armazenado nem enviado. Corrija o resultado e encerre a sala novamente.' },
  ROOM_RESULT_CONFLICT: { what: '[A sala {roomId}|A sala] já tem outro resultado.', why: 'Uma sala é encerrada com o primeiro resultado informado.', fix: 'O primeiro resultado continua valendo, e nada mais é enviado. Leia a sala para vê-lo.' },
  ROOM_SESSION_TAKEN: { what: 'A sessão[ {sessionId}] pertence a outra sala[: {roomId}].', why: 'Uma sessão é encerrada para uma única sala.', fix: 'Nada foi armazenado nem enviado. Verifique qual sessão pertence a qual sala.' },
  ROOM_DEPOSITS_UNKNOWN: { what: 'Os depósitos da sessão[ {sessionId}] não podem ser devolvidos.', why: '[{participant} retirou mais {asset} do que depositou|Este nó não informa quem fez os depósitos].', fix: 'Nada foi enviado. Encerre a sala com um resultado que indique os depósitos ou os próprios valores.' },
  ROOM_QUEUE_FULL: { what: 'No momento, nenhuma outra sala é aceita.', why: '[{limit=one: # sala já espera; other: # salas já esperam}|Salas demais já esperam] para ser encerradas.', fix: 'Nada foi armazenado nem enviado para esta sala. Encerre-a novamente mais tarde, ou faça a chamada esperar com a opção queue.whenFull.' },
  ROOM_CLOSER_STOPPED: { what: 'Este processo não encerra mais salas.', why: 'Ele está sendo desligado ou não foi iniciado.', fix: 'As salas armazenadas não se perdem: o próximo worker continua com elas. Encerre as outras salas lá.' },
  ROOM_STORE_FAILED: { what: 'A tabela de salas não pôde ser lida ou gravada.', why: '[Motivo técnico: {reason}|O banco de dados não disse por quê].', fix: 'Nada é enviado para uma sala que não está armazenada. [{advice} Depois encerre a sala novamente|Verifique se o banco de dados funciona e encerre a sala novamente]: nada é pago duas vezes.' },
  ROOM_TAKEN_OVER: { what: '[A sala {roomId} não pertence mais a este worker|Este worker não tem mais a sala].', why: 'O worker ficou tempo demais sem dar sinal de vida ou foi parado, então outro worker pode ter assumido a sala.', fix: 'Não é preciso fazer nada. O worker que assume a sala conclui o encerramento, e nada é pago duas vezes.' },
  ROOM_QUEUE_UNAVAILABLE: { what: 'A fila que anuncia as salas aos workers não pode ser usada.', why: '[Motivo técnico: {reason}|A fila não disse por quê].', fix: 'As salas armazenadas não se perdem: os workers também as encontram sem a fila, só que mais tarde. Verifique se a fila funciona e tente novamente.' },
} as const satisfies Partial<AllErrors>
