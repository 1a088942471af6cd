package dev.polder.cli.mesh;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.render.Listing;
import dev.polder.cli.render.OutputFormat;
import dev.polder.client.Json;
import dev.polder.client.PolderClient;
import dev.polder.core.name.NamedPort;
import dev.polder.core.name.PortAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code polder get}. */
@Command(
        name = "get",
        header = "List domains, data products, ports, contracts, policies or exceptions to them.",
        description = {
            "NAME is an address or the beginning of one: 'polder get ports sales' lists what sales offers.",
            "Policies are called mesh/NAME or DOMAIN/NAME: 'polder get policies sales' lists those of sales.",
            "With -o yaml and the address of a single port, 'get contracts' prints the contract as it was applied."
        })
public final class GetCommand extends ServerCommand {
    /** What can be listed. */
    enum Resource {
        DOMAINS,
        PRODUCTS,
        PORTS,
        CONTRACTS,
        POLICIES,
        EXCEPTIONS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            converter = KindConverter.class,
            description = "domains, products, ports, contracts, policies or exceptions.")
    private Resource kind;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Only this one, or what is in it.")
    private String name;

    @Mixin
    private OutputOption output = new OutputOption();

    public GetCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        PolderClient client = client();
        Optional<String> wanted = Optional.ofNullable(name).map(text -> text.replace('_', '-'));
        List<Json> found = list(client).stream()
                .filter(item -> wanted.map(prefix -> isWithin(Listings.address(item), prefix))
                        .orElse(true))
                .toList();
        if (wanted.isPresent() && found.isEmpty()) {
            throw new PolderException(
                    Code.NOT_FOUND,
                    "There is nothing at '" + name + "' among the " + kind,
                    "List all: polder get " + kind);
        }
        if (kind == Resource.CONTRACTS
                && output.format() == OutputFormat.YAML
                && wanted.isPresent()
                && found.size() == 1) {
            terminal().out().print(client.contract(port(Listings.address(found.get(0)))));
            return ExitCode.OK;
        }
        if (found.isEmpty() && output.isTable()) {
            terminal().note("There are no " + kind + " yet. Apply a mesh: polder apply DIR");
            return ExitCode.OK;
        }
        listing().print(terminal(), output.format(), found);
        return ExitCode.OK;
    }

    private List<Json> list(PolderClient client) {
        return switch (kind) {
            case DOMAINS -> client.domains();
            case PRODUCTS -> client.products();
            case PORTS -> client.ports();
            case CONTRACTS -> client.contracts();
            case POLICIES -> client.policies();
            case EXCEPTIONS -> client.exceptions();
        };
    }

    private Listing listing() {
        return switch (kind) {
            case DOMAINS -> Listings.domains();
            case PRODUCTS -> Listings.products();
            case PORTS -> Listings.ports();
            case CONTRACTS -> Listings.contracts();
            case POLICIES -> Listings.policies();
            case EXCEPTIONS -> Listings.exceptions();
        };
    }

    private static PortAddress port(String address) {
        return NamedPort.parse(address).address();
    }

    private static boolean isWithin(String address, String prefix) {
        return address.equals(prefix)
                || address.startsWith(prefix.concat("."))
                || address.startsWith(prefix.concat("/"))
                || address.startsWith(prefix.concat(" "));
    }

    /** Takes the singular too. */
    static final class KindConverter implements ITypeConverter<Resource> {
        @Override
        public Resource convert(String text) {
            for (Resource resource : Resource.values()) {
                String plural = resource.toString();
                if (plural.equalsIgnoreCase(text)
                        || plural.equalsIgnoreCase(text + "s")
                        || plural.equalsIgnoreCase(text.replaceFirst("y$", "ies"))) {
                    return resource;
                }
            }
            throw new TypeConversionException("'" + text
                    + "' is nothing that can be listed; choose domains, products, ports, contracts, policies or"
                    + " exceptions");
        }
    }
}
