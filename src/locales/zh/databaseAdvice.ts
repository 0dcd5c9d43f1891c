import type { DatabaseAdvice } from '../../core/errors/databaseProblem'

export const databaseAdvice: DatabaseAdvice = {
  login: '请更正此服务器连接数据库所用的用户名和密码。',
  admission: '请在数据库服务器上允许此用户、此数据库和此地址（Postgres 中为 pg_hba.conf）。如果它要求加密连接，请在客户端选项中开启 ssl 或 tls。',
  unreachable: '请确认数据库服务器正在运行，此服务器使用的主机和端口正确，并且中间没有防火墙阻挡。',
  host: '请更正数据库的主机名，或此服务器的域名解析。',
  silent: '请确认到数据库的网络正常，并且数据库服务器没有过载。选项 timeout 决定等待多久。',
  encryption: '请检查数据库服务器在此端口上是否要求加密连接，并让此服务器信任它的证书。',
  missing: '请创建原因中提到的数据库、模式或表，或在选项中更正其名称。',
  right: '请让数据库管理员授予原因中提到的权限。',
  settings: '请在数据库服务器上更改原因中提到的设置。只有当服务器以其他方式保存每次已确认的写入时，才传入 durability: \'trusted\'。',
  hiddenSettings: '请允许该用户读取设置（Redis 中为 CONFIG GET）。如果服务商不允许，请在其控制台确认每次写入都会同步（appendonly yes、appendfsync always）且不会淘汰数据，然后传入 durability: \'trusted\'。',
  readOnly: '请用可以写入的连接，连接到主服务器。',
  replicas: '请恢复缺少的副本，或添加其他副本。在此之前，如果由副本接管，写入可能会丢失。',
  cluster: '请使用所用库的集群客户端连接，并等到集群的每个部分都有主服务器。',
  full: '请在数据库服务器上腾出空间。',
  busy: '请等待数据库服务器启动完成，或让它接受更多连接。',
  other: '请查看原因和数据库服务器的日志。',
}
