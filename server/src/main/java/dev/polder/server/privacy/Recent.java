package dev.polder.server.privacy;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** What was used lately, within a bound: when there is too much, what was not used since the last time goes. Thread-safe. */
final class Recent<K, V> {
    private final int most;
    private final UnaryOperator<K> copy;
    private volatile ConcurrentHashMap<K, V> young = new ConcurrentHashMap<>();
    private volatile ConcurrentHashMap<K, V> old = new ConcurrentHashMap<>();

    /**
     * @param most of each of two generations
     * @param copy of a key, for one that may change after it was looked up
     */
    Recent(int most, UnaryOperator<K> copy) {
        this.most = most;
        this.copy = copy;
    }

    /** Null for none. What it finds counts as used. */
    V find(K key) {
        V value = young.get(key);
        if (value == null) {
            value = old.get(key);
            if (value != null) {
                put(key, value);
            }
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
        young.put(copy.apply(key), value);
    }
}
