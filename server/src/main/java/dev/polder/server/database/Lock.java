package dev.polder.server.database;

import org.jdbi.v3.core.Handle;

/** PostgreSQL advisory locks: who may do what only one may do at a time, over all servers on one database. */
public enum Lock {
    /** Changing what the mesh is. */
    MESH,
    /** Provisioning. */
    RECONCILE,
    /** Deciding what runs. */
    SCHEDULE,
    /** Giving out schema ids. */
    SCHEMAS,
    /** Forwarding one port's inbox. */
    INBOX,
    /** Continuing the audit's chain. */
    AUDIT,
    /** Keeping Kafka's rights as decisions are. */
    KAFKA_RIGHTS,
    /** Deciding about access requests and grants. */
    ACCESS,
    /** Making keys; of one domain, changing them. */
    KEYS,
    /** Noting that somebody was forgotten. */
    ERASURES;

    /** So that the locks do not meet those of other programs in the database. */
    private static final int NAMESPACE = 0x504f4c44;

    /** Waits for the lock and holds it until the handle's transaction ends. */
    public void acquire(Handle transaction) {
        transaction
                .createQuery("select 1 from (select pg_advisory_xact_lock(:namespace, :lock)) as locked")
                .bind("namespace", NAMESPACE)
                .bind("lock", ordinal())
                .mapTo(Integer.class)
                .one();
    }

    /** Waits for the lock of one of many things of this kind and holds it until the handle's transaction ends. */
    public void acquire(Handle transaction, String name) {
        acquire(transaction, "pg_advisory_xact_lock", name);
    }

    /** The same, together with others that acquire it so: all of them wait for those who want it alone, and these for them. */
    public void acquireShared(Handle transaction, String name) {
        acquire(transaction, "pg_advisory_xact_lock_shared", name);
    }

    private void acquire(Handle transaction, String function, String name) {
        transaction
                .createQuery("select 1 from (select " + function + "(:namespace, hashtext(:name))) as locked")
                .bind("namespace", NAMESPACE + 1 + ordinal())
                .bind("name", name)
                .mapTo(Integer.class)
                .one();
    }

    /** Takes the lock if nobody has it, until the handle's transaction ends. */
    public boolean tryAcquire(Handle transaction) {
        return transaction
                .createQuery("select pg_try_advisory_xact_lock(:namespace, :lock)")
                .bind("namespace", NAMESPACE)
                .bind("lock", ordinal())
                .mapTo(Boolean.class)
                .one();
    }

    /** Takes the lock if nobody has it, until it is released or the connection is lost. */
    public boolean tryHold(Handle session) {
        return session.createQuery("select pg_try_advisory_lock(:namespace, :lock)")
                .bind("namespace", NAMESPACE)
                .bind("lock", ordinal())
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * Takes the lock of one of many things of this kind, if nobody has it, until it is released or the connection is lost. Two names may
     * share a lock.
     */
    public boolean tryHold(Handle session, String name) {
        return session.createQuery("select pg_try_advisory_lock(:namespace, hashtext(:name))")
                .bind("namespace", NAMESPACE + 1 + ordinal())
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    /** Gives back what {@link #tryHold(Handle, String)} took. */
    public void release(Handle session, String name) {
        session.createQuery("select pg_advisory_unlock(:namespace, hashtext(:name))")
                .bind("namespace", NAMESPACE + 1 + ordinal())
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    /** Gives back what {@link #tryHold} took. */
    public void release(Handle session) {
        session.createQuery("select pg_advisory_unlock(:namespace, :lock)")
                .bind("namespace", NAMESPACE)
                .bind("lock", ordinal())
                .mapTo(Boolean.class)
                .one();
    }
}
