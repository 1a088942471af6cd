package dev.polder.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.OidcConfig;
import dev.polder.server.http.Json;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Checks a provider's tokens: signature with the keys that it publishes, issuer, audience, time (RFC 7519, RFC 8725). The algorithms
 * are ours to choose, never the token's: none and those with a shared secret are not among them.
 */
final class OidcVerifier {
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);
    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LARGEST_DOCUMENT = 512 * 1024;
    private static final int CLOCK_SKEW_SECONDS = 30;

    private final OidcConfig config;
    private final Clock clock;
    private final DefaultResourceRetriever retriever =
            new DefaultResourceRetriever((int) PATIENCE.toMillis(), (int) PATIENCE.toMillis(), LARGEST_DOCUMENT);
    private final DefaultJWTProcessor<SecurityContext> processor;

    OidcVerifier(OidcConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.processor = processor(new ProviderKeys(this::fetch, System::nanoTime));
    }

    /**
     * @throws OidcRefusal when the token is not a valid one of the provider for this mesh
     * @throws PolderException UNAVAILABLE when the provider's keys cannot be had
     */
    JWTClaimsSet verify(String token) throws OidcRefusal {
        try {
            return processor.process(token, null);
        } catch (ExpiredJWTException e) {
            throw new OidcRefusal("-", "The provider's token has expired", e);
        } catch (BadJWTException e) {
            throw new OidcRefusal("-", "The provider's token is not for this mesh, or not yet: " + reason(e), e);
        } catch (BadJOSEException | ParseException e) {
            throw new OidcRefusal("-", "The token is not signed by the provider " + config.issuer(), e);
        } catch (KeySourceException e) {
            throw unavailable(e);
        } catch (JOSEException e) {
            throw new OidcRefusal("-", "The token is not signed by the provider " + config.issuer(), e);
        }
    }

    /** What is wrong with claims, without what they say. */
    private static String reason(BadJWTException e) {
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("JWT audience") || message.contains("aud")) {
            return "the audience is another";
        }
        if (message.startsWith("JWT iss")) {
            return "the issuer is another";
        }
        return message.startsWith("JWT before") ? "it begins later" : "a claim is missing";
    }

    private DefaultJWTProcessor<SecurityContext> processor(ProviderKeys keys) {
        DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
        made.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, ACCESS_TOKEN, null));
        made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<SecurityContext>(
                        config.audience(),
                        new JWTClaimsSet.Builder()
                                .issuer(config.issuer().toString())
                                .build(),
                        Set.of("sub", "exp", "iat", "aud")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        made.setJWTClaimsSetVerifier(claims);
        return made;
    }

    /** From where the provider publishes its keys: OpenID Connect Discovery 1.0, section 4. */
    private JWKSet fetch() throws IOException {
        String base = config.issuer().toString().replaceFirst("/$", "");
        try {
            JsonNode document = Json.mapper().readTree(content(URI.create(base + "/.well-known/openid-configuration")));
            checkIssuer(document.path("issuer").asString());
            return JWKSet.parse(content(URI.create(document.path("jwks_uri").asString())));
        } catch (JacksonException | ParseException | IllegalArgumentException e) {
            throw new IOException("the provider's documents cannot be read", e);
        }
    }

    private void checkIssuer(String named) {
        if (!config.issuer().toString().equals(named)) {
            throw new PolderException(
                    Code.CONFIG_INVALID,
                    "The provider at " + config.issuer() + " calls itself otherwise",
                    "Write oidc.issuer exactly as the provider's discovery document does");
        }
    }

    private String content(URI address) throws IOException {
        return retriever.retrieveResource(address.toURL()).getContent();
    }

    private PolderException unavailable(KeySourceException cause) {
        if (cause.getCause() instanceof PolderException known) {
            return known;
        }
        return new PolderException(
                Code.UNAVAILABLE,
                "The provider " + config.issuer() + " does not give its keys",
                "Try again in a few seconds; the administrator's token and API tokens work meanwhile",
                cause);
    }
}
