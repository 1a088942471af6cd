package dev.polder.policy;

import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What variables stand for in a question. */
final class AccessValues {
    private static final Set<String> NO_ROLES = Set.of();
    private static final int MOST_LISTED = 8;

    private AccessValues() {}

    static Values of(PortFacts port) {
        return add(port, new Values());
    }

    static Values add(PortFacts port, Values to) {
        PortAddress address = port.id().address();
        return to.set(Variable.PORT_ADDRESS, address.toString())
                .set(Variable.PORT_DOMAIN, address.domain().value())
                .set(Variable.PORT_PRODUCT, address.product().value())
                .set(Variable.PORT_NAME, address.port().value())
                .set(Variable.PORT_MAJOR, (long) port.id().major())
                .set(Variable.PORT_STATUS, port.status())
                .set(Variable.PORT_TAGS, port.tags())
                .set(Variable.PORT_CLASSIFICATIONS, port.classifications());
    }

    static Values add(ColumnFacts column, Values to) {
        return to.set(Variable.COLUMN_NAME, column.name())
                .set(Variable.COLUMN_PATH, column.path())
                .set(Variable.COLUMN_TYPE, column.type().logicalType())
                .set(Variable.COLUMN_CLASSIFICATION, column.classification())
                .set(Variable.COLUMN_TAGS, column.tags())
                .set(Variable.COLUMN_DESCRIPTION, column.description())
                .set(Variable.COLUMN_REQUIRED, column.isRequired())
                .set(Variable.COLUMN_UNIQUE, column.isUnique())
                .set(Variable.COLUMN_KEY, column.isKey())
                .set(Variable.COLUMN_ENCRYPTED, column.isEncrypted());
    }

    static Values add(ReadQuestion question, Values to) {
        Principal principal = question.principal();
        return to.set(Variable.PRINCIPAL_NAME, principal.name())
                .set(Variable.PRINCIPAL_KIND, kind(principal.kind()))
                .set(Variable.PRINCIPAL_TEAMS, principal.teams())
                .set(Variable.PRINCIPAL_ROLES, roles(principal.roles()))
                .set(Variable.PRINCIPAL_DOMAINS, domains(principal.domains().keySet()))
                .set(Variable.PURPOSE, question.purpose().orElse(""))
                .set(Variable.NOW, question.at());
    }

    private static String kind(Principal.Kind kind) {
        return switch (kind) {
            case PERSON -> "person";
            case SERVICE -> "service";
            case PRODUCT -> "product";
            case SYSTEM -> "system";
        };
    }

    private static Set<String> roles(Set<MeshRole> roles) {
        return roles.isEmpty()
                ? NO_ROLES
                : roles.stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
    }

    private static Collection<String> domains(Set<DomainName> domains) {
        List<String> names = new ArrayList<>(domains.size());
        for (DomainName domain : domains) {
            names.add(domain.value());
        }
        if (names.size() > MOST_LISTED) {
            return new HashSet<>(names);
        }
        // A short list is searched sooner than a set is made; sorted, because CEL gets lists as they are.
        names.sort(null);
        return names;
    }
}
