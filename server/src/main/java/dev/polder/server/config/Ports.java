package dev.polder.server.config;

/**
 * The ports of a server and its embedded parts. They keep fixed distances, so that one number moves them all and several servers
 * on one machine stay apart: for 7480 they are 7480 HTTP, 7492 Kafka, 7493 the Kafka controller, 7432 PostgreSQL.
 *
 * @param http REST, Iceberg catalog, schema registry
 * @param kafka clients of the broker: HTTP + 12
 * @param kafkaController the broker's metadata quorum: HTTP + 13
 * @param postgres HTTP − 48
 */
public record Ports(int http, int kafka, int kafkaController, int postgres) {
    private static final int LOWEST_HTTP = 1024 + 48;
    private static final int HIGHEST_HTTP = 65_535 - 13;

    /** Whether all ports that belong to this HTTP port can be used without special rights. */
    public static boolean isPossible(long http) {
        return http >= LOWEST_HTTP && http <= HIGHEST_HTTP;
    }

    /** What {@link #isPossible} allows, in words. */
    public static String possible() {
        return LOWEST_HTTP + " to " + HIGHEST_HTTP;
    }

    public static Ports of(int http) {
        if (!isPossible(http)) {
            throw new IllegalArgumentException("port " + http);
        }
        return new Ports(http, http + 12, http + 13, http - 48);
    }
}
