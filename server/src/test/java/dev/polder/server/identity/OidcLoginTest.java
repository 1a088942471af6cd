package dev.polder.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.polder.server.WiredServer;
import dev.polder.server.config.IdentityConfig;
import dev.polder.server.config.OidcConfig;
import dev.polder.server.config.ProviderTerms;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshFiles;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Logging in with the tokens of a real provider of OpenID Connect. */
class OidcLoginTest {
    private static final Map<String, Map<String, Object>> PEOPLE = new HashMap<>();

    static {
        person("ana", "Ana@example.org", "g-sales", "other");
        for (String name : List.of("local", "disa", "rem")) {
            person(name, name);
        }
        person("dora", "dora", "g-shop");
        person("ida", "ida", "g-mesh");
        person("gus", "gus", "g-federation");
        person("admin", "admin", "g-mesh");
        person("mia", "mia", "g-sales", "g-mesh");
        person("lea", "lea", "g-sales", "g-federation");
        PEOPLE.put("nameless", Map.of("groups", List.of("g-mesh")));
    }

    private static void person(String id, String name, String... groups) {
        PEOPLE.put(id, Map.of("preferred_username", name, "name", "Ana", "groups", List.of(groups)));
    }

    /** The system's, or later. */
    private static final class Later extends Clock {
        private volatile Duration by = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static final Later CLOCK = new Later();
    private static OidcProvider provider;
    private static WiredServer server;

    @BeforeAll
    static void start() {
        provider = OidcProvider.start(PEOPLE);
        OidcConfig config = new OidcConfig(
                provider.issuer(),
                "polder",
                Optional.of("polder-cli"),
                OidcConfig.NAME_CLAIM,
                OidcConfig.GROUPS_CLAIM,
                Map.of("g-sales", "sales-team", "g-shop", "shop-developers"),
                Set.of("g-mesh"),
                Set.of("g-federation"),
                ProviderTerms.DEFAULT);
        server = new WiredServer(
                CLOCK, new IdentityConfig(Duration.ofDays(90), Duration.ofDays(365), Optional.of(config)));
        server.apply(MeshFiles.retail());
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.close();
    }

    @BeforeEach
    void now() {
        CLOCK.by = Duration.ZERO;
    }

    private static HttpResponse<String> me(String token) {
        return server.send("GET", "/v1/me", token, "");
    }

    private static JsonNode known(String token) {
        HttpResponse<String> answer = me(token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private static void refused(String token, String reason) {
        HttpResponse<String> answer = me(token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.body()).contains("UNAUTHENTICATED", reason).doesNotContain(token);
    }

    @Test
    void groupsMeanTeamsAndTeamsMeanRolesInDomains() {
        JsonNode ana = known(provider.token("ana", "polder"));
        assertThat(ana.get("name").asString()).isEqualTo("ana@example.org");
        assertThat(ana.get("title").asString()).isEqualTo("Ana");
        assertThat(ana.get("teams")).hasToString("[\"sales-team\"]");
        assertThat(ana.get("domains")).hasToString("{\"sales\":\"owner\"}");
        assertThat(ana.get("roles")).isEmpty();

        String dora = provider.token("dora", "polder");
        assertThat(known(dora).get("domains")).hasToString("{\"sales\":\"developer\"}");
        String product = "/v1/domains/%s/products/%s?dryRun=true";
        assertThat(server.send("DELETE", product.formatted("sales", "orders"), dora, "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.send("DELETE", product.formatted("support", "returns"), dora, "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(known(provider.token("gus", "polder")).get("roles")).hasToString("[\"governance\"]");
        assertThat(known(provider.token("ida", "polder")).get("roles")).hasToString("[\"admin\"]");
    }

    @Test
    void aTokenForSomebodyElseIsRefused() {
        refused(provider.token("ana", "warehouse"), "the audience is another");
    }

    @Test
    void aTokenEndsEvenIfItWasTakenBefore() {
        String token = provider.token("ana", "polder");
        known(token);

        CLOCK.by = Duration.ofMinutes(62);

        refused(token, "has expired");
    }

    @Test
    void aDisabledPersonStaysOutsideWithANewTokenToo() {
        String token = provider.token("disa", "polder");
        known(token);

        assertThat(server.send("POST", "/v1/users/disa:disable", WiredServer.ADMIN, "")
                        .statusCode())
                .isEqualTo(200);

        refused(token, "'disa' is disabled");
        refused(provider.token("disa", "polder"), "'disa' is disabled");
        server.send("POST", "/v1/users/disa:enable", WiredServer.ADMIN, "");
        known(token);
    }

    @Test
    void theProviderGivesNobodyANameThatIsTakenOrPoldersOwn() {
        server.send("POST", "/v1/users", WiredServer.ADMIN, "{\"name\":\"local\"}");

        refused(provider.token("local", "polder"), "another user 'local'");
        refused(provider.token("admin", "polder"), "no name for a user");
        refused(provider.token("nameless", "polder"), "no name for a user");
    }

    @Test
    void onlyTheProvidersSignatureCounts() throws Exception {
        SignedJWT good = SignedJWT.parse(provider.token("ida", "polder"));
        JWTClaimsSet claims = good.getJWTClaimsSet();
        RSAKey published = (RSAKey) JWKSet.parse(provider.keys()).getKeys().get(0);
        String kid = good.getHeader().getKeyID();
        assertThat(published.getKeyID()).isEqualTo(kid);

        RSAKey other = new RSAKeyGenerator(2048).keyID(kid).generate();
        refused(signed(JWSAlgorithm.RS256, kid, claims, new RSASSASigner(other)), "not signed by the provider");
        refused(signed(JWSAlgorithm.RS256, "unknown", claims, new RSASSASigner(other)), "not signed by the provider");
        refused(withJwk(claims, other), "not signed by the provider");
        refused(new PlainJWT(claims).serialize(), "not signed by the provider");
        for (byte[] secret : List.of(
                published.toRSAPublicKey().getEncoded(),
                published.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            refused(signed(JWSAlgorithm.HS256, kid, claims, new MACSigner(secret)), "not signed by the provider");
        }
        String[] parts = good.serialize().split("\\.");
        refused(parts[0] + "." + parts[1] + ".", "not signed by the provider");
        refused(
                parts[0] + "." + new PlainJWT(elevated(claims)).serialize().split("\\.")[1] + "." + parts[2],
                "not signed");
        refused("eyJ.nonsense", "not signed by the provider");
        known(good.serialize());
    }

    private static JWTClaimsSet elevated(JWTClaimsSet claims) {
        return new JWTClaimsSet.Builder(claims)
                .expirationTime(Date.from(Instant.now().plusSeconds(99_999)))
                .build();
    }

    /** With the key to check it brought along. */
    private static String withJwk(JWTClaimsSet claims, RSAKey key) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .jwk(key.toPublicJWK())
                        .type(new JOSEObjectType("at+jwt"))
                        .build(),
                claims);
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    private static String signed(JWSAlgorithm algorithm, String kid, JWTClaimsSet claims, JWSSigner signer)
            throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(algorithm)
                        .keyID(kid)
                        .type(new JOSEObjectType("at+jwt"))
                        .build(),
                claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    @Test
    void rotatedKeysAreFetched() {
        String before = provider.token("ana", "polder");
        known(provider.token("gus", "polder"));

        provider.rotateKeys();

        // Another test may have had the keys fetched a moment ago.
        String after = provider.token("ana", "polder");
        await().atMost(Duration.ofSeconds(20)).until(() -> me(after).statusCode() == 200);
        refused(before, "not signed by the provider");
    }

    /** Issued in a later second, by which tokens are put in order. */
    private static String tokenAfter(String earlier, String person) {
        return await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> provider.token(person, "polder"),
                        token -> issued(token).after(issued(earlier)));
    }

    private static Date issued(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getIssueTime();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static String apiToken(String token) {
        HttpResponse<String> made = server.send("POST", "/v1/tokens", token, "{\"name\":\"mine\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Json.mapper().readTree(made.body()).get("token").asString();
    }

    @Test
    void whatANewerTokenSaysCountsForAllAndNoOlderOneUndoesIt() {
        String older = provider.token("mia", "polder");
        assertThat(known(older).get("domains")).hasToString("{\"sales\":\"owner\"}");
        String mine = apiToken(older);
        assertThat(known(mine).get("roles")).hasToString("[\"admin\"]");

        String shownLate = tokenAfter(older, "mia");
        provider.change("mia", Map.of("preferred_username", "mia", "groups", List.of("g-shop")));
        String newer = tokenAfter(shownLate, "mia");

        for (String token : List.of(newer, older, shownLate, mine, newer)) {
            assertThat(known(token).get("teams")).hasToString("[\"shop-developers\"]");
            assertThat(known(token).get("domains")).hasToString("{\"sales\":\"developer\"}");
            assertThat(known(token).get("roles")).isEmpty();
        }
        assertThat(server.get("/v1/users/mia").get("teams")).hasToString("[\"shop-developers\"]");
    }

    @Test
    void whatTheProviderSaidEndsAlsoForApiTokens() {
        String mine = apiToken(provider.token("lea", "polder"));
        server.send("POST", "/v1/teams", WiredServer.ADMIN, "{\"name\":\"by-hand\",\"members\":[\"lea\"]}");
        assertThat(known(mine).get("teams")).hasToString("[\"by-hand\",\"sales-team\"]");
        assertThat(known(mine).get("roles")).hasToString("[\"governance\"]");

        CLOCK.by = Duration.ofHours(23);
        assertThat(known(mine).get("domains")).hasToString("{\"sales\":\"owner\"}");
        CLOCK.by = Duration.ofHours(25);
        assertThat(known(mine).get("teams")).hasToString("[\"by-hand\"]");
        assertThat(known(mine).get("domains")).isEmpty();
        assertThat(known(mine).get("roles")).isEmpty();
        CLOCK.by = Duration.ofDays(31);
        refused(mine, "said nothing of 'lea' for 30 days");
    }

    @Test
    void whoWasRemovedStaysOutsideUnderAnotherNameToo() {
        known(provider.token("rem", "polder"));
        assertThat(server.send("DELETE", "/v1/users/rem", WiredServer.ADMIN, "").statusCode())
                .isEqualTo(204);
        refused(provider.token("rem", "polder"), "was removed");

        provider.change("rem", Map.of("preferred_username", "remigius", "groups", List.of("g-mesh")));

        refused(provider.token("rem", "polder"), "was removed");
    }

    @Test
    void whoMakesKeysUpIsRefusedAndDoesNotHaveTheProviderAsked() throws Exception {
        String good = provider.token("gus", "polder");
        known(good);
        JWTClaimsSet claims = SignedJWT.parse(good).getJWTClaimsSet();
        RSASSASigner signer = new RSASSASigner(new RSAKeyGenerator(2048).generate());
        int before = provider.asked();

        for (int i = 0; i < 120; i++) {
            HttpResponse<String> answer = me(signed(JWSAlgorithm.RS256, "made-up-" + i, claims, signer));
            assertThat(answer.statusCode()).as(answer.body()).isIn(401, 429);
        }

        assertThat(provider.asked() - before).isLessThanOrEqualTo(3);
        assertThat(known(provider.token("gus", "polder")).get("name").asString())
                .isEqualTo("gus");
    }

    @Test
    void everybodyMaySeeHowToLogIn() {
        JsonNode login =
                Json.mapper().readTree(server.send("GET", "/v1/login", "", "").body());

        assertThat(login.get("oidc").get("issuer").asString())
                .isEqualTo(provider.issuer().toString());
        assertThat(login.get("oidc").get("clientId").asString()).isEqualTo("polder-cli");
    }
}
