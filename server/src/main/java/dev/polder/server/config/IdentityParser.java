package dev.polder.server.config;

import dev.polder.core.document.Fields;
import dev.polder.core.problem.Code;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads {@code tokens} and {@code oidc} of {@code polder.yaml}. */
final class IdentityParser {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Fields fields;

    IdentityParser(Fields fields) {
        this.fields = fields;
    }

    IdentityConfig parse() {
        Optional<Fields> tokens = fields.mapping("tokens");
        Duration lifetime = tokens.flatMap(given -> duration(given, "tokens.", "lifetime"))
                .orElse(IdentityConfig.DEFAULT.tokenLifetime());
        Duration longest = tokens.flatMap(given -> duration(given, "tokens.", "longest-lifetime"))
                .orElse(max(lifetime, IdentityConfig.DEFAULT.longestTokenLifetime()));
        if (lifetime.compareTo(longest) > 0) {
            tokens.orElseThrow()
                    .report(
                            Code.FIELD_VALUE,
                            "lifetime",
                            "tokens.lifetime is longer than tokens.longest-lifetime.",
                            "Make it at most as long.");
        }
        tokens.ifPresent(Fields::refuseUnknown);
        return new IdentityConfig(lifetime, longest, fields.mapping("oidc").flatMap(IdentityParser::oidc));
    }

    private static Optional<OidcConfig> oidc(Fields fields) {
        Optional<URI> issuer = fields.requiredText("issuer").flatMap(text -> issuer(fields, text));
        Optional<String> audience = fields.requiredText("audience");
        OidcConfig config = new OidcConfig(
                issuer.orElse(URI.create("https://invalid")),
                audience.orElse(""),
                fields.text("client-id"),
                fields.text("name-claim").orElse(OidcConfig.NAME_CLAIM),
                fields.text("groups-claim").orElse(OidcConfig.GROUPS_CLAIM),
                fields.textsByName("teams"),
                Set.copyOf(fields.texts("admin-groups")),
                Set.copyOf(fields.texts("governance-groups")),
                terms(fields));
        fields.refuseUnknown();
        return issuer.isPresent() && audience.isPresent() ? Optional.of(config) : Optional.empty();
    }

    private static ProviderTerms terms(Fields fields) {
        Duration groups = duration(fields, "oidc.", "groups-lifetime").orElse(ProviderTerms.DEFAULT.groups());
        Duration person =
                duration(fields, "oidc.", "person-lifetime").orElse(max(groups, ProviderTerms.DEFAULT.person()));
        if (person.compareTo(groups) < 0) {
            fields.report(
                    Code.FIELD_VALUE,
                    "person-lifetime",
                    "oidc.person-lifetime is shorter than oidc.groups-lifetime.",
                    "Make it at least as long.");
            return ProviderTerms.DEFAULT;
        }
        return new ProviderTerms(groups, person);
    }

    /** Whoever could stand between would give out keys of their own. */
    private static Optional<URI> issuer(Fields fields, String text) {
        try {
            URI issuer = URI.create(text);
            boolean safe = "https".equals(issuer.getScheme())
                    || "http".equals(issuer.getScheme()) && LOOPBACK.contains(String.valueOf(issuer.getHost()));
            if (safe && issuer.getHost() != null) {
                return Optional.of(issuer);
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        fields.report(
                Code.FIELD_VALUE,
                "issuer",
                "oidc.issuer is not the https address of a provider.",
                "Write it as the provider's discovery document does, such as https://login.example.org/realms/mesh.");
        return Optional.empty();
    }

    private static Optional<Duration> duration(Fields fields, String section, String name) {
        Optional<String> text = fields.text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Duration duration = Duration.parse(text.get());
            if (!duration.isNegative() && !duration.isZero()) {
                return Optional.of(duration);
            }
        } catch (DateTimeException e) {
            // Reported below.
        }
        fields.report(
                Code.FIELD_VALUE,
                name,
                section + name + " is no duration longer than none.",
                "Write it in ISO 8601, such as P90D or PT12H.");
        return Optional.empty();
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
