package dev.polder.server.config;

import dev.polder.core.document.Fields;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.RequestLimits;
import dev.polder.server.tls.KeyMaterial;
import dev.polder.server.tls.TlsConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Reads where something listens, and whether it does so with TLS. */
final class ListenerParser {
    private final BiFunction<Fields, String, Optional<Path>> files;

    /** @param files gives the existing file that a field names, and reports one that is not there */
    ListenerParser(BiFunction<Fields, String, Optional<Path>> files) {
        this.files = files;
    }

    HttpConfig http(Fields fields, Ports ports) {
        String host = fields.text("host").orElse(HttpConfig.LOOPBACK);
        Optional<TlsConfig> tls = tls(fields, host, "http");
        HttpConfig listen = new HttpConfig(
                host,
                ports.http(),
                Set.copyOf(fields.texts("names")),
                tls,
                fields.mapping("limits").map(ListenerParser::limits).orElse(RequestLimits.DEFAULT));
        fields.refuseUnknown();
        return listen;
    }

    private static RequestLimits limits(Fields fields) {
        RequestLimits usual = RequestLimits.DEFAULT;
        RequestLimits limits = new RequestLimits(
                ServerConfigParser.bounded(fields, "connections", 16, 1_000_000).orElse(usual.connections()),
                ServerConfigParser.bounded(fields, "connections-per-address", 1, 1_000_000)
                        .orElse(usual.connectionsPerAddress()),
                ServerConfigParser.bounded(fields, "requests-per-principal", 1, 10_000)
                        .orElse(usual.requestsPerPrincipal()),
                usual.headerBytes(),
                usual.headersWithin(),
                usual.idle());
        fields.refuseUnknown();
        return limits;
    }

    KafkaConfig.Listener kafka(Fields fields) {
        String host = fields.text("host").orElse(KafkaConfig.Listener.LOOPBACK.host());
        Optional<String> name = fields.text("name");
        Optional<TlsConfig> tls = tls(fields, host, "kafka");
        if (name.isEmpty() && List.of("0.0.0.0", "::").contains(host)) {
            fields.report(
                    Code.FIELD_MISSING,
                    "host",
                    "kafka.host is every address of this machine, and clients must be told one name.",
                    "Add kafka.name: the name that clients connect to.");
        }
        return new KafkaConfig.Listener(host, name.orElse(host), tls);
    }

    /** The listener's TLS; without it, what others could read on the network is refused unless it is said to be meant. */
    private Optional<TlsConfig> tls(Fields fields, String host, String of) {
        Optional<Fields> given = fields.mapping("tls");
        boolean insecure = fields.bool("insecure").orElse(false);
        if (given.isEmpty() && !insecure && !HttpConfig.isLoopback(host)) {
            fields.report(
                    Code.FIELD_VALUE,
                    "host",
                    of + ".host is reached by other machines, and without TLS whoever is in between reads along.",
                    "Add " + of + ".tls, or, where something else encrypts, " + of + ".insecure: true.");
        }
        return given.flatMap(this::tls);
    }

    private Optional<TlsConfig> tls(Fields fields) {
        Optional<Path> certificate = files.apply(fields, "certificate");
        Optional<Path> key = files.apply(fields, "key");
        Optional<Path> keystore = files.apply(fields, "keystore");
        Optional<Path> password = files.apply(fields, "password-file");
        Optional<Path> ca = files.apply(fields, "ca");
        fields.refuseUnknown();
        boolean pem = fields.names().contains("certificate") || fields.names().contains("key");
        List<String> wanted = pem ? List.of("certificate", "key") : List.of("keystore", "password-file");
        List<String> missing =
                wanted.stream().filter(name -> !fields.names().contains(name)).toList();
        if (!missing.isEmpty() || pem && fields.names().contains("keystore")) {
            fields.report(
                    Code.FIELD_MISSING,
                    fields.names().stream().findFirst().orElse("certificate"),
                    "\"tls\" names no key with its certificate.",
                    "Give certificate and key (PEM), or keystore and password-file (PKCS12).");
            return Optional.empty();
        }
        Optional<TlsConfig.Source> source = pem
                ? certificate.flatMap(chain -> key.map(own -> new TlsConfig.Source.Pem(chain, own)))
                : keystore.flatMap(store -> password.map(file -> new TlsConfig.Source.Pkcs12(store, file)));
        return source.map(found -> new TlsConfig(found, ca)).filter(tls -> isUsable(fields, tls));
    }

    private static boolean isUsable(Fields fields, TlsConfig tls) {
        try {
            KeyMaterial.keys(tls, "unused".toCharArray());
            tls.ca().ifPresent(KeyMaterial::trust);
            return true;
        } catch (PolderException e) {
            fields.report(Code.FIELD_VALUE, fields.names().get(0), e.getMessage() + ".", e.remedy() + ".");
            return false;
        }
    }
}
