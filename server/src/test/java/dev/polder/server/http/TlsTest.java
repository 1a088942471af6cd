package dev.polder.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.polder.client.PolderClient;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.tls.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    private static Path directory;

    private static TestCertificates certificates;
    private static HttpServer server;

    @BeforeAll
    static void start() {
        certificates = new TestCertificates(directory);
        HttpConfig config = new HttpConfig(
                "127.0.0.1", 0, Set.of("localhost"), Optional.of(certificates.pem()), RequestLimits.DEFAULT);
        Health health = () -> List.of(
                new Health.Part("server", Health.State.READY, Optional.empty(), Instant.EPOCH, 0, Optional.empty()));
        server = new HttpServer(
                config, new Tokens("the-admin-token", "the-process-token"), List.of(new HealthRoutes(health)));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whoTrustsTheAuthorityIsAnsweredAndToldToComeByTlsOnly() throws Exception {
        HttpResponse<String> answer = get();

        assertThat(server.url()).startsWith("https://localhost:");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
    }

    @Test
    void theCommandLinesClientTrustsAGivenAuthorityAndNoOther() {
        URI address = URI.create(server.url());

        assertThat(new PolderClient(address, Optional.empty(), Optional.of(certificates.ca())).isReady())
                .isTrue();
        assertThatThrownBy(() -> new PolderClient(address, Optional.empty()).health())
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
                .hasMessageStartingWith("No secure connection");
    }

    @Test
    void oldVersionsAndWeakCiphersAreNotSpoken() throws Exception {
        assertThatThrownBy(() -> handshake("TLSv1.2", "TLS_RSA_WITH_AES_128_CBC_SHA"))
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"))
                .isInstanceOf(SSLException.class);
        assertThat(handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
                .isEqualTo("TLSv1.2");
    }

    @Test
    void plainHttpIsNotAnswered() {
        URI plain = URI.create("http://127.0.0.1:" + server.port() + "/health");

        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(plain).build(), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aCertificateThatIsReplacedIsUsedWithoutARestart() throws Exception {
        certificates.issue("renewed");

        await().atMost(ServerTls.INTERVAL.plus(Duration.ofSeconds(20)))
                .until(() -> subject(get()).contains("CN=renewed"));
    }

    private static String subject(HttpResponse<String> answer) throws SSLException {
        return ((X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    private static HttpResponse<String> get() throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(context()).build();
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + "/health")).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String handshake(String protocol, String cipher) throws Exception {
        try (SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {cipher});
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    private static SSLContext context() throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates.trust());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
