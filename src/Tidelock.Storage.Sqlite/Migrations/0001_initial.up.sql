-- Times are UTC ticks of 100 ns since year 1, so that a value read is the value written.
-- Ids are 16-byte blobs, digests 32-byte blobs.

-- 'TDLK': tells a Tidelock database from any other.
PRAGMA application_id = 1413762123;

CREATE TABLE store_meta (
    name TEXT PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;

-- Empty but for the moment of a health check. A table of its own, because a check must not change the schema.
CREATE TABLE trial_writes (
    number INTEGER PRIMARY KEY,
    filler BLOB NOT NULL
);

CREATE TABLE users (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    login TEXT NOT NULL UNIQUE,
    email TEXT,
    email_login TEXT UNIQUE,
    roles TEXT NOT NULL,
    password TEXT,
    password_set_at INTEGER,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
);

CREATE TABLE one_time_links (
    token_hash BLOB PRIMARY KEY,
    purpose INTEGER NOT NULL,
    user_number INTEGER,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE user_agents (
    number INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

-- One row per session for its whole life; a refresh changes it in place and touches no index.
CREATE TABLE sessions (
    number INTEGER PRIMARY KEY,
    handle_hash BLOB NOT NULL,
    id BLOB NOT NULL,
    user_number INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    remembered INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    confirmed_generation INTEGER,
    rotated_network INTEGER NOT NULL,
    answered_at INTEGER NOT NULL,
    answered_network INTEGER NOT NULL,
    late_score REAL,
    late_counted_generation INTEGER,
    held_at INTEGER,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    idle_expires_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    leased_until INTEGER,
    ended_at INTEGER,
    end_reason INTEGER,
    sign_in_device BLOB NOT NULL,
    -- Null while it is the device that signed in.
    device BLOB,
    user_agent_number INTEGER NOT NULL,
    address TEXT NOT NULL,
    key BLOB,
    replaced_keys BLOB,
    key_proved_at INTEGER,
    last_proof BLOB,
    refresh_count INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    version INTEGER NOT NULL
);
CREATE UNIQUE INDEX sessions_by_handle ON sessions (handle_hash);
CREATE UNIQUE INDEX sessions_by_id ON sessions (id);
CREATE INDEX sessions_live_by_user ON sessions (user_number) WHERE ended_at IS NULL;
CREATE INDEX sessions_ended_by_user ON sessions (user_number, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE refresh_minutes (
    minute INTEGER PRIMARY KEY,
    refreshes INTEGER NOT NULL
);

-- How long answers took, by class; see LatencyScale.
CREATE TABLE refresh_latencies (
    minute INTEGER NOT NULL,
    class INTEGER NOT NULL,
    answers INTEGER NOT NULL,
    PRIMARY KEY (minute, class)
) WITHOUT ROWID;

-- The personal part of events, once per person and context. Erasing a person deletes the rows that person owns.
CREATE TABLE personal_parts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id BLOB,
    content BLOB NOT NULL UNIQUE,
    salt BLOB NOT NULL,
    address TEXT,
    user_agent TEXT,
    name TEXT
);
CREATE INDEX personal_parts_by_owner ON personal_parts (owner_id) WHERE owner_id IS NOT NULL;

-- An event waits for its seal while its link is null. AUTOINCREMENT: a position is never given twice.
CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    retention INTEGER NOT NULL,
    link INTEGER,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    outcome INTEGER NOT NULL,
    actor_kind INTEGER NOT NULL,
    actor_id BLOB,
    user_id BLOB,
    session_id BLOB,
    reason TEXT,
    detail TEXT,
    commitment BLOB,
    personal_number INTEGER,
    hash BLOB
);
CREATE INDEX events_waiting ON events (position) WHERE link IS NULL;
CREATE UNIQUE INDEX events_by_link ON events (retention, link) WHERE link IS NOT NULL;
CREATE INDEX events_by_user ON events (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX events_by_session ON events (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX events_by_personal ON events (personal_number) WHERE personal_number IS NOT NULL;

CREATE TABLE seals (
    retention INTEGER NOT NULL,
    number INTEGER NOT NULL,
    first_link INTEGER NOT NULL,
    last_link INTEGER NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    sealed_at INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (retention, number)
) WITHOUT ROWID;

CREATE TABLE ring_keys (
    number INTEGER PRIMARY KEY,
    purpose INTEGER NOT NULL,
    id TEXT NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    activated_at INTEGER,
    retired_at INTEGER,
    compromised_at INTEGER,
    public_key BLOB NOT NULL,
    sealed_secret BLOB NOT NULL,
    UNIQUE (purpose, id)
);

CREATE TABLE protection_keys (
    number INTEGER PRIMARY KEY,
    friendly_name TEXT NOT NULL,
    xml TEXT NOT NULL
);
