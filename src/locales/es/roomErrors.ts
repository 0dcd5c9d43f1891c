import type { AllErrors } from '../../core/errors/translation'

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: 'El resultado[ de la sala {roomId}] no se puede usar.', why: '[Motivo técnico: {reason}|No tiene la forma esperada].', fix: 'No se ha guardado ni enviado nada. Corrija el resultado y vuelva a cerrar la sala.' },
  ROOM_RESULT_CONFLICT: { what: '[La sala {roomId}|La sala] ya tiene otro resultado.', why: 'Una sala se cierra con el primer resultado que se indicó.', fix: 'El primer resultado sigue siendo válido y no se envía nada más. Lea la sala para verlo.' },
  ROOM_SESSION_TAKEN: { what: 'La sesión[ {sessionId}] pertenece a otra sala[: {roomId}].', why: 'Una sesión solo se cierra para una sala.', fix: 'No se ha guardado ni enviado nada. Compruebe qué sesión pertenece a qué sala.' },
  ROOM_DEPOSITS_UNKNOWN: { what: 'Los depósitos de la sesión[ {sessionId}] no se pueden devolver.', why: '[{participant} ha retirado más {asset} de lo que depositó|Este nodo no indica quién hizo los depósitos].', fix: 'No se ha enviado nada. Cierre la sala con un resultado que indique los depósitos o los propios importes.' },
  ROOM_QUEUE_FULL: { what: 'Por ahora no se aceptan más salas.', why: 'Ya [{limit=one: # sala espera; other: # salas esperan}|demasiadas salas esperan] a ser cerradas.', fix: 'No se ha guardado ni enviado nada para esta sala. Vuelva a cerrarla más tarde, o haga que la llamada espere con la opción queue.whenFull.' },
  ROOM_CLOSER_STOPPED: { what: 'Este proceso ya no cierra salas.', why: 'Se está deteniendo, o no se ha iniciado.', fix: 'Las salas guardadas no se pierden: el siguiente worker las continúa. Cierre allí las demás salas.' },
  ROOM_STORE_FAILED: { what: 'La tabla de salas no se ha podido leer o escribir.', why: '[Motivo técnico: {reason}|La base de datos no ha dicho por qué].', fix: 'No se envía nada para una sala que no está guardada. [{advice} Después vuelva a cerrar la sala|Asegúrese de que la base de datos funciona y vuelva a cerrar la sala]: nada se paga dos veces.' },
} as const satisfies Partial<AllErrors>
