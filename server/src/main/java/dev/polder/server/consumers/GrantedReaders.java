package dev.polder.server.consumers;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Principal;
import dev.polder.core.name.PortAddress;
import dev.polder.server.access.Grants;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Readers by the mesh's grants. */
public final class GrantedReaders implements Readers {
    private final Grants grants;
    private final Function<String, Optional<Principal>> principals;

    /** @param principals by name, as they are now, those that may log in */
    public GrantedReaders(Grants grants, Function<String, Optional<Principal>> principals) {
        this.grants = grants;
        this.principals = principals;
    }

    @Override
    public Optional<Principal> principal(String name) {
        return principals.apply(name);
    }

    @Override
    public Set<String> purposes(Principal principal, PortAddress port) {
        return held(principal, port).map(Grant::purpose).collect(Collectors.toSet());
    }

    @Override
    public Set<Instant> ends(Principal principal, PortAddress port) {
        return held(principal, port).map(Grant::until).collect(Collectors.toSet());
    }

    private Stream<Grant> held(Principal principal, PortAddress port) {
        return grants.of(port).stream().filter(grant -> grant.isFor(principal));
    }
}
