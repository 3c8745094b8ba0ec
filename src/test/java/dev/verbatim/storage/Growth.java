package dev.verbatim.storage;

/**
 * What a database was like when its connections made their plans, and what it became while they kept them. Nothing is analysed on the way.
 */
enum Growth {
    FROM_NOTHING(""),
    FROM_TABLES_VACUUMED_WHILE_EMPTY("vacuum analyze"),
    FROM_ONE_ROOM_WITH_A_FEW_WORDS("""
            insert into rooms (tenant, room_id, name, seq, rev) values ('main', 'first', 'R', 2, 3);
            insert into messages (tenant, room_id, seq, message_id, role, user_id, name, text, status, client_id, client_hash,
                created_rev, rev, ts)
            values ('main', 'first', 1, gen_random_uuid(), 'user', 'u', 'U', 'hi', 'complete', 'c', sha256('x'), 1, 1, now());
            vacuum analyze"""),
    FROM_A_TENANT_PER_ROOM("""
            insert into rooms (tenant, room_id, name, seq, rev)
            select 'tenant-' || i, 'room', 'R', 2, 3 from generate_series(1, 500) i;
            insert into messages (tenant, room_id, seq, message_id, role, user_id, name, text, status, client_id, client_hash,
                created_rev, rev, ts)
            select 'tenant-' || i, 'room', 1, gen_random_uuid(), 'user', 'u-' || i, 'U', 'hi', 'complete', 'c-' || i,
                sha256('x'), 1, 1, now() from generate_series(1, 500) i;
            insert into replies (tenant, reply_id, room_id, seq, reply_to, user_id, state, created_rev, created_at, pending_at)
            select 'tenant-' || i, gen_random_uuid(), 'room', 2, gen_random_uuid(), 'u', 'pending', 1, now(), now()
            from generate_series(1, 500) i;
            vacuum analyze""");

    private final String beginning;

    Growth(String beginning) {
        this.beginning = beginning;
    }

    /** Statements that make the beginning. */
    String beginning() {
        return beginning;
    }
}
