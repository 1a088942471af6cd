package dev.polder.server.config;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An organisation's provider of OpenID Connect, whose tokens are taken.
 *
 * @param issuer as its tokens and its discovery document name it
 * @param audience that tokens for this mesh have
 * @param clientId of {@code polder login}; without it people bring their tokens themselves
 * @param nameClaim what a person is called here
 * @param groupsClaim the groups of a person
 * @param teams the team that membership of a group means
 * @param adminGroups whose members run the mesh
 * @param governanceGroups whose members are the federation
 * @param terms for how long that counts
 */
public record OidcConfig(
        URI issuer,
        String audience,
        Optional<String> clientId,
        String nameClaim,
        String groupsClaim,
        Map<String, String> teams,
        Set<String> adminGroups,
        Set<String> governanceGroups,
        ProviderTerms terms) {
    public static final String NAME_CLAIM = "preferred_username";
    public static final String GROUPS_CLAIM = "groups";

    public OidcConfig {
        Objects.requireNonNull(issuer);
        Objects.requireNonNull(audience);
        Objects.requireNonNull(clientId);
        Objects.requireNonNull(nameClaim);
        Objects.requireNonNull(groupsClaim);
        teams = Map.copyOf(teams);
        adminGroups = Set.copyOf(adminGroups);
        governanceGroups = Set.copyOf(governanceGroups);
        Objects.requireNonNull(terms);
    }
}
