package dev.polder.server.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How users prove who they are.
 *
 * @param tokenLifetime of API tokens when nothing else is said
 * @param longestTokenLifetime that may be asked for
 * @param oidc the organisation's provider
 */
public record IdentityConfig(Duration tokenLifetime, Duration longestTokenLifetime, Optional<OidcConfig> oidc) {
    public static final IdentityConfig DEFAULT =
            new IdentityConfig(Duration.ofDays(90), Duration.ofDays(365), Optional.empty());

    public IdentityConfig {
        Objects.requireNonNull(tokenLifetime);
        Objects.requireNonNull(longestTokenLifetime);
        Objects.requireNonNull(oidc);
    }

    /** Of whoever came with a provider, also of one that there was. */
    public ProviderTerms terms() {
        return oidc.map(OidcConfig::terms).orElse(ProviderTerms.DEFAULT);
    }
}
