package dev.polder.server.config;

import java.time.Duration;

/**
 * For how long counts what a provider of identities says of somebody, from when it issued the newest token that was seen of theirs.
 *
 * @param groups how long the teams and roles count that their groups mean
 * @param person how long they are somebody at all
 */
public record ProviderTerms(Duration groups, Duration person) {
    public static final ProviderTerms DEFAULT = new ProviderTerms(Duration.ofHours(24), Duration.ofDays(30));

    public ProviderTerms {
        if (groups.isNegative() || groups.isZero() || person.compareTo(groups) < 0) {
            throw new IllegalArgumentException(groups + " and " + person);
        }
    }
}
