import type { DatabaseAdvice } from '../../core/errors/databaseProblem'

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
  other: 'Veja o motivo e o log do servidor do banco de dados.',
}
