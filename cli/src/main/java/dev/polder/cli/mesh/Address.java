package dev.polder.cli.mesh;

import dev.polder.client.Json;
import dev.polder.client.PolderClient;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.NamedPort;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.policy.PolicyName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.List;
import java.util.Locale;

/** What an address on the command line names; its number of parts says what it is. */
sealed interface Address {
    Json describe(PolderClient client);

    record OfDomain(DomainName domain) implements Address {
        @Override
        public Json describe(PolderClient client) {
            return client.domain(domain);
        }
    }

    record OfProduct(ProductAddress product) implements Address {
        @Override
        public Json describe(PolderClient client) {
            return client.product(product);
        }
    }

    record OfPort(PortAddress port) implements Address {
        @Override
        public Json describe(PolderClient client) {
            return client.port(port);
        }
    }

    record OfPolicy(PolicyName policy) implements Address {
        @Override
        public Json describe(PolderClient client) {
            return client.policy(policy);
        }
    }

    static Address parse(String text) {
        if (text.indexOf('/') >= 0) {
            return new OfPolicy(PolicyName.parse(text)
                    .orElseThrow(() -> new PolderException(
                            Code.USAGE,
                            "'" + text + "' is no name of a policy",
                            "Write mesh/NAME for a policy of the mesh, DOMAIN/NAME for one of a domain")));
        }
        return switch (text.split("\\.", -1).length) {
            case 1 -> new OfDomain(new DomainName(text.replace('_', '-')));
            case 2 -> new OfProduct(ProductAddress.parse(text));
            default -> new OfPort(NamedPort.parse(text).address());
        };
    }

    /**
     * The address in {@code describe [KIND] ADDRESS}.
     *
     * @param words one or two words; the kind is only checked, the address says it already
     */
    static Address parse(List<String> words) {
        Address address = parse(words.get(words.size() - 1));
        if (words.size() == 2 && !address.isOfKind(words.get(0))) {
            throw new PolderException(
                    Code.USAGE,
                    "'" + words.get(1) + "' is not the address of a " + words.get(0),
                    "A domain is one word, a product domain.product, a port domain.product.port, a policy mesh/name or"
                            + " domain/name");
        }
        return address;
    }

    private boolean isOfKind(String kind) {
        String word = kind.toLowerCase(Locale.ROOT).replaceFirst("s$", "");
        return switch (word) {
            case "domain" -> this instanceof OfDomain;
            case "product" -> this instanceof OfProduct;
            case "port", "contract" -> this instanceof OfPort;
            case "policy", "policie" -> this instanceof OfPolicy;
            default ->
                throw new PolderException(
                        Code.USAGE,
                        "'" + kind + "' is no kind of thing here",
                        "Say domain, product, port or policy, or only the address");
        };
    }
}
