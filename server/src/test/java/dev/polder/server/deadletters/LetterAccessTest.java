package dev.polder.server.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Decision.Effect;
import dev.polder.core.access.Decision.Reason;
import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Mask;
import dev.polder.core.access.Obligations;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.server.deadletters.LetterAccess.Wish;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class LetterAccessTest {
    private static final PortId PORT = PortId.parse("sales.orders.order-lines.v1");
    private static final Principal DEV = new Principal(
            "dev", Kind.PERSON, Set.of(), Set.of(), Map.of(new DomainName("sales"), DomainRole.DEVELOPER));
    private static final Principal ANA = new Principal("ana", Kind.PERSON, Set.of(), Set.of(), Map.of());

    private final List<AuditEvent> audit = new ArrayList<>();

    private LetterAccess under(boolean permitted, Obligations obligations) {
        Decision decision = new Decision(
                permitted,
                obligations,
                List.of(new Reason("policy mesh/p", permitted ? Effect.PERMIT : Effect.DENY, "it says so")));
        return new LetterAccess(question -> decision, audit::add, Clock.systemUTC());
    }

    @ParameterizedTest
    @EnumSource(Wish.class)
    void developersWhoMayReadThePortAsItIsMayDoEverything(Wish wish) {
        assertThatCode(() -> under(true, Obligations.NONE).check(DEV, PORT, wish))
                .doesNotThrowAnyException();

        assertThat(audit).extracting(AuditEvent::outcome).containsExactly(Outcome.ALLOWED);
    }

    @ParameterizedTest
    @EnumSource(Wish.class)
    void aGrantIsNotEnough(Wish wish) {
        assertThatThrownBy(() -> under(true, Obligations.NONE).check(ANA, PORT, wish))
                .hasMessageContaining("not a developer");

        assertThat(audit).extracting(AuditEvent::outcome).containsExactly(Outcome.DENIED);
    }

    @ParameterizedTest
    @EnumSource(value = Wish.class, mode = Mode.EXCLUDE, names = "DISCARD")
    void whoOwesAMaskSeesNoRecordAtAll(Wish wish) {
        Obligations masked = new Obligations(Optional.empty(), List.of(), Map.of("customer_id", new Mask.Hash()));

        assertThatThrownBy(() -> under(true, masked).check(DEV, PORT, wish)).hasMessageContaining("the masks");
        assertThatThrownBy(() -> under(false, Obligations.NONE).check(DEV, PORT, wish))
                .hasMessageContaining("it says so");
        assertThat(audit).extracting(AuditEvent::outcome).containsOnly(Outcome.DENIED);
    }

    @Test
    void whatIsNotSeenCanBeDiscarded() {
        assertThatCode(() -> under(false, Obligations.NONE).check(DEV, PORT, Wish.DISCARD))
                .doesNotThrowAnyException();
    }
}
