package dev.polder.server.privacy;

import java.util.concurrent.ConcurrentHashMap;

/** What was used lately, within a bound: when there is too much, what was not used since the last time goes. Thread-safe. */
final class Recent<K, V> {
    private final int most;
    private volatile ConcurrentHashMap<K, V> young = new ConcurrentHashMap<>();
    private volatile ConcurrentHashMap<K, V> old = new ConcurrentHashMap<>();

    /** @param most of each of two generations */
    Recent(int most) {
        this.most = most;
    }

    /** Null for none. */
    V find(K key) {
        return young.get(key);
    }

    /** Null for none; what it finds counts as used under the key that is given here. */
    V findOld(K key) {
        V value = old.get(key);
        if (value != null) {
            put(key, value);
        }
        return value;
    }

    void put(K key, V value) {
        if (young.size() >= most) {
            synchronized (this) {
                if (young.size() >= most) {
                    old = young;
                    young = new ConcurrentHashMap<>();
                }
            }
        }
        young.put(key, value);
    }

    synchronized void clear() {
        old = new ConcurrentHashMap<>();
        young = new ConcurrentHashMap<>();
    }
}
