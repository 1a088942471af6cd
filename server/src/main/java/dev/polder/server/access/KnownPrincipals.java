package dev.polder.server.access;

import dev.polder.core.access.Principal;
import dev.polder.server.identity.Principals;
import java.util.List;
import java.util.Optional;

/** Who is known besides the one who asks. Safe for many threads. */
public interface KnownPrincipals {
    /** The principal of that name, as it is now; a product is one under {@code product:domain.product}, whether or not it is there. */
    Optional<Principal> find(String name);

    /** Everybody who is in a team now. */
    List<Principal> membersOf(String team);

    static KnownPrincipals of(Principals principals) {
        return new KnownPrincipals() {
            @Override
            public Optional<Principal> find(String name) {
                return Principal.productNamed(name).map(Principal::of).or(() -> principals.find(name));
            }

            @Override
            public List<Principal> membersOf(String team) {
                return principals.all().stream()
                        .filter(principal -> principal.teams().contains(team))
                        .toList();
            }
        };
    }
}
