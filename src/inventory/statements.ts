// All SQL statements of certstick: the schema, reads and writes.

/** "cert" as four bytes. */
export const APPLICATION_ID = 0x63657274
export const SCHEMA_VERSION = 1

/** One file after each commit, which is flushed together with its folder. A large transaction does not lock early. */
export const SETTINGS = `
  PRAGMA journal_mode = DELETE;
  PRAGMA synchronous = EXTRA;
  PRAGMA cache_spill = OFF;
  PRAGMA foreign_keys = OFF;`

export const SCHEMA = `
  CREATE TABLE inventory (id TEXT NOT NULL, root_sha256 TEXT NOT NULL) STRICT;

  CREATE TABLE certificate (
    id INTEGER PRIMARY KEY, serial TEXT NOT NULL UNIQUE,
    upn TEXT NOT NULL, upn_key TEXT NOT NULL,
    device TEXT NOT NULL, device_key TEXT NOT NULL, -- '' without a device
    name TEXT NOT NULL, name_key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intended', 'issued', 'superseded', 'withdrawn', 'revoked')),
    not_before TEXT, not_after TEXT NOT NULL, thumbprint TEXT, request TEXT,
    intended_at TEXT, issued_at TEXT, superseded_at TEXT, superseded_by TEXT,
    withdrawn_at TEXT, revoked_at TEXT, reason TEXT
  ) STRICT;
  -- What another tool issued has no intended_at: for which device is not known, so it replaces nothing.
  CREATE UNIQUE INDEX certificate_current ON certificate (upn_key, device_key)
    WHERE state = 'issued' AND intended_at IS NOT NULL;
  CREATE INDEX certificate_upn ON certificate (upn_key);
  CREATE INDEX certificate_device ON certificate (device_key);
  CREATE INDEX certificate_name ON certificate (name_key);
  CREATE INDEX certificate_not_after ON certificate (not_after);
  CREATE INDEX certificate_superseded_by ON certificate (superseded_by) WHERE superseded_by IS NOT NULL;
  CREATE INDEX certificate_revoked ON certificate (serial, revoked_at, reason) WHERE revoked_at IS NOT NULL;

  CREATE TABLE document (id INTEGER PRIMARY KEY, serial TEXT NOT NULL UNIQUE, der BLOB NOT NULL) STRICT;

  CREATE TABLE event (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, serial TEXT, kind TEXT NOT NULL, detail TEXT NOT NULL,
    operator TEXT NOT NULL, host TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX event_serial ON event (serial);
  CREATE INDEX event_revocation ON event (serial, id, kind, detail) WHERE kind IN ('revoked', 'lifted');
  CREATE INDEX event_crl ON event (id) WHERE kind IN ('crl', 'crl-imported');
  CREATE TRIGGER event_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
  CREATE TRIGGER event_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;

  CREATE TABLE crl (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'imported', 'issued')),
    this_update TEXT, next_update TEXT, sha256 TEXT, folder TEXT,
    at TEXT NOT NULL, operator TEXT NOT NULL, host TEXT NOT NULL
  ) STRICT;

  -- Folders whose certificate is recorded as issued and which do not have their name yet. Not part of the history.
  CREATE TABLE staging (
    serial TEXT PRIMARY KEY, folder TEXT NOT NULL, stage TEXT NOT NULL,
    revokes_former INTEGER NOT NULL -- 1: when the folder has its name, what the certificate superseded is revoked
  ) STRICT, WITHOUT ROWID;

  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};`

const CERTIFICATE = `id, serial AS serialNumber, upn AS userPrincipalName, nullif(device, '') AS device, name, state,
  not_before AS notBefore, not_after AS notAfter, thumbprint, intended_at AS intendedAt, issued_at AS issuedAt,
  superseded_at AS supersededAt, superseded_by AS supersededBy, withdrawn_at AS withdrawnAt,
  revoked_at AS revokedAt, reason`
const EVENT = 'id, at, serial AS serialNumber, kind, detail, operator, host, previous, hash'
const CRL = `number AS crlNumber, state, this_update AS thisUpdate, next_update AS nextUpdate, sha256, folder, at,
  operator, host`

/** Pages are read by key, so that no statement is open while output is written. */
const PAGE = 1000

export const SQL = {
  anyTable: 'SELECT 1 FROM sqlite_schema LIMIT 1',
  identity: 'SELECT id, root_sha256 AS rootSha256 FROM inventory',
  addIdentity: 'INSERT INTO inventory (id, root_sha256) VALUES (:id, :rootSha256)',
  changeIdentity: 'UPDATE inventory SET id = :id, root_sha256 = :rootSha256',
  applicationId: 'PRAGMA application_id',
  schemaVersion: 'PRAGMA user_version',
  schema: "SELECT group_concat(sql, ';') AS text FROM (SELECT sql FROM sqlite_schema ORDER BY name)",
  pageSize: 'PRAGMA page_size',
  pageCount: 'PRAGMA page_count',
  integrity: 'PRAGMA integrity_check(20)',
  backup: 'VACUUM INTO :path',

  certificate: `SELECT ${CERTIFICATE} FROM certificate WHERE serial = :serialNumber`,
  beginning: `SELECT ${CERTIFICATE} FROM certificate WHERE serial >= :digits AND serial < :digits || 'g' ORDER BY id DESC`,
  certificates: `SELECT ${CERTIFICATE} FROM certificate WHERE id > :after ORDER BY id LIMIT ${PAGE}`,
  newest: `SELECT ${CERTIFICATE} FROM certificate WHERE id < :before ORDER BY id DESC LIMIT ${PAGE}`,
  expiring: `SELECT ${CERTIFICATE} FROM certificate WHERE not_after <= :to AND (not_after, id) > (:from, :after)
    ORDER BY not_after, id LIMIT ${PAGE}`,
  named: `SELECT ${CERTIFICATE} FROM certificate WHERE upn_key = :key OR device_key = :key OR name_key = :key
    ORDER BY id DESC`,
  current: `SELECT ${CERTIFICATE} FROM certificate WHERE upn_key = :upnKey AND device_key = :deviceKey
    AND state = 'issued' AND intended_at IS NOT NULL`,
  sameSubject: `SELECT ${CERTIFICATE} FROM certificate WHERE upn_key = :upnKey AND device_key = :deviceKey
    AND intended_at IS NOT NULL AND superseded_at IS NULL AND withdrawn_at IS NULL ORDER BY id`,
  sameDevice: `SELECT ${CERTIFICATE} FROM certificate WHERE device_key = :deviceKey AND upn_key <> :upnKey
    AND intended_at IS NOT NULL AND superseded_at IS NULL AND withdrawn_at IS NULL ORDER BY id`,
  supersededBy: `SELECT ${CERTIFICATE} FROM certificate WHERE superseded_by = :serialNumber ORDER BY id DESC`,
  count: 'SELECT count(*) AS number FROM certificate',
  save: `INSERT INTO certificate (serial, upn, upn_key, device, device_key, name, name_key, state, not_before, not_after,
      thumbprint, intended_at, issued_at, superseded_at, superseded_by, withdrawn_at, revoked_at, reason)
    VALUES (:serialNumber, :userPrincipalName, :upnKey, :device, :deviceKey, :name, :nameKey, :state, :notBefore,
      :notAfter, :thumbprint, :intendedAt, :issuedAt, :supersededAt, :supersededBy, :withdrawnAt, :revokedAt, :reason)
    ON CONFLICT (serial) DO UPDATE SET upn = excluded.upn, upn_key = excluded.upn_key, device = excluded.device,
      device_key = excluded.device_key, name = excluded.name, name_key = excluded.name_key, state = excluded.state,
      not_before = excluded.not_before, not_after = excluded.not_after, thumbprint = excluded.thumbprint,
      intended_at = excluded.intended_at, issued_at = excluded.issued_at, superseded_at = excluded.superseded_at,
      superseded_by = excluded.superseded_by, withdrawn_at = excluded.withdrawn_at, revoked_at = excluded.revoked_at,
      reason = excluded.reason`,
  request: 'SELECT request FROM certificate WHERE serial = :serialNumber',
  saveRequest: 'UPDATE certificate SET request = :request WHERE serial = :serialNumber',
  document: 'SELECT der FROM document WHERE serial = :serialNumber',
  saveDocument: 'INSERT INTO document (serial, der) VALUES (:serialNumber, :der)',

  lastEvent: `SELECT ${EVENT} FROM event ORDER BY id DESC LIMIT 1`,
  events: `SELECT ${EVENT} FROM event WHERE id > :after ORDER BY id LIMIT ${PAGE}`,
  eventsOf: `SELECT ${EVENT} FROM event WHERE serial = :serialNumber ORDER BY id`,
  addEvent: `INSERT INTO event (id, at, serial, kind, detail, operator, host, previous, hash)
    VALUES (:id, :at, :serialNumber, :kind, :detail, :operator, :host, :previous, :hash)`,
  unknownEvent: `SELECT serial AS serialNumber FROM event
    WHERE serial IS NOT NULL AND serial NOT IN (SELECT serial FROM certificate) LIMIT 1`,
  // The latest revocation event of each certificate, with its row. As one text, because a hundred thousand rows take twice as
  // long, and from indexes alone, because these are stored together in the file.
  revocations: `SELECT group_concat(concat_ws(' ', latest.serial, revoked_at, reason,
      revoked_at IS detail ->> 'revokedAt' AND reason IS detail ->> 'reason'), char(10)) AS text
    FROM (SELECT serial, kind, detail, max(id) FROM event WHERE kind IN ('revoked', 'lifted') GROUP BY serial) AS latest
    LEFT JOIN certificate INDEXED BY certificate_revoked
      ON certificate.serial = latest.serial AND revoked_at IS NOT NULL
    WHERE kind = 'revoked'`,
  countRevoked: 'SELECT count(*) AS number FROM certificate WHERE revoked_at IS NOT NULL',
  revokedSinceLastCrl: `SELECT count(DISTINCT event.serial) AS number FROM event
    JOIN certificate INDEXED BY certificate_revoked
      ON certificate.serial = event.serial AND certificate.revoked_at IS NOT NULL
    WHERE kind IN ('revoked', 'lifted') AND kind = 'revoked'
      AND event.id > coalesce((SELECT max(id) FROM event WHERE kind IN ('crl', 'crl-imported')), 0)`,

  lastCrl: `SELECT ${CRL} FROM crl WHERE state <> 'reserved' ORDER BY id DESC LIMIT 1`,
  lastCrlNumber: 'SELECT number FROM crl ORDER BY id DESC LIMIT 1',
  addCrl: `INSERT INTO crl (number, state, this_update, next_update, sha256, folder, at, operator, host)
    VALUES (:crlNumber, :state, :thisUpdate, :nextUpdate, :sha256, :folder, :at, :operator, :host)
    ON CONFLICT (number) DO UPDATE SET state = excluded.state, this_update = excluded.this_update,
      next_update = excluded.next_update, sha256 = excluded.sha256, folder = excluded.folder, at = excluded.at,
      operator = excluded.operator, host = excluded.host`,

  allStaging: 'SELECT serial AS serialNumber, folder, stage FROM staging ORDER BY folder',
  staging: 'SELECT revokes_former AS revokesFormer FROM staging WHERE serial = :serialNumber',
  addStaging: `INSERT INTO staging (serial, folder, stage, revokes_former)
    VALUES (:serialNumber, :folder, :stage, :revokesFormer)`,
  removeStaging: 'DELETE FROM staging WHERE serial = :serialNumber',
} as const
