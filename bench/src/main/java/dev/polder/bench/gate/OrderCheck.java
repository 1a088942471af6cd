package dev.polder.bench.gate;

/** One way to judge an order. For one thread. */
interface OrderCheck {
    /** Whether {@code bytes[from]} to {@code bytes[to - 1]} is an order that keeps the contract. */
    boolean accepts(byte[] bytes, int from, int to);
}
