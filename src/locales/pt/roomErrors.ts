import type { AllErrors } from '../../core/errors/translation'

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: 'O resultado[ da sala {roomId}] não pode ser usado.', why: '[Motivo técnico: {reason}|Ele não tem a forma esperada].', fix: 'Nada foi armazenado nem enviado. Corrija o resultado e encerre a sala novamente.' },
  ROOM_RESULT_CONFLICT: { what: '[A sala {roomId}|A sala] já tem outro resultado.', why: 'Uma sala é encerrada com o primeiro resultado informado.', fix: 'O primeiro resultado continua valendo, e nada mais é enviado. Leia a sala para vê-lo.' },
  ROOM_SESSION_TAKEN: { what: 'A sessão[ {sessionId}] pertence a outra sala[: {roomId}].', why: 'Uma sessão é encerrada para uma única sala.', fix: 'Nada foi armazenado nem enviado. Verifique qual sessão pertence a qual sala.' },
  ROOM_DEPOSITS_UNKNOWN: { what: 'Os depósitos da sessão[ {sessionId}] não podem ser devolvidos.', why: '[{participant} retirou mais {asset} do que depositou|Este nó não informa quem fez os depósitos].', fix: 'Nada foi enviado. Encerre a sala com um resultado que indique os depósitos ou os próprios valores.' },
  ROOM_QUEUE_FULL: { what: 'No momento, nenhuma outra sala é aceita.', why: '[{limit=one: # sala já espera; other: # salas já esperam}|Salas demais já esperam] para ser encerradas.', fix: 'Nada foi armazenado nem enviado para esta sala. Encerre-a novamente mais tarde, ou faça a chamada esperar com a opção queue.whenFull.' },
  ROOM_CLOSER_STOPPED: { what: 'Este processo não encerra mais salas.', why: 'Ele está sendo desligado ou não foi iniciado.', fix: 'As salas armazenadas não se perdem: o próximo worker continua com elas. Encerre as outras salas lá.' },
  ROOM_STORE_FAILED: { what: 'A tabela de salas não pôde ser lida ou gravada.', why: '[Motivo técnico: {reason}|O banco de dados não disse por quê].', fix: 'Nada é enviado para uma sala que não está armazenada. [{advice} Depois encerre a sala novamente|Verifique se o banco de dados funciona e encerre a sala novamente]: nada é pago duas vezes.' },
} as const satisfies Partial<AllErrors>
