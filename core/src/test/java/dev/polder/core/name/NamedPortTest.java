package dev.polder.core.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.PolderException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedPortTest {
    @Test
    void aMajorVersionBelongsToANameOnlyWhenItIsSaid() {
        assertThat(NamedPort.parse("sales.orders.order_lines.v12"))
                .isEqualTo(new NamedPort(PortAddress.parse("sales.orders.order-lines"), OptionalInt.of(12)))
                .hasToString("sales.orders.order-lines.v12");
        assertThat(NamedPort.parse("sales.orders.order-lines"))
                .isEqualTo(new NamedPort(PortAddress.parse("sales.orders.order-lines"), OptionalInt.empty()))
                .hasToString("sales.orders.order-lines");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1",
                ".v1",
                "sales.orders.v1",
                "sales.orders.order-lines.v",
                "sales.orders.order-lines.v1000",
                "sales.orders.order-lines.v1.v2",
                "sales.orders.order-lines.v1.inbox",
                "sales.orders.order-lines.x1"
            })
    void whatIsNeitherFormIsRefused(String text) {
        assertThatThrownBy(() -> NamedPort.parse(text)).isInstanceOf(PolderException.class);
        assertThatThrownBy(() -> PortId.parse(text)).isInstanceOf(PolderException.class);
    }

    @Test
    void oneMajorVersionHasToBeSaidWhereOneIsMeant() {
        assertThat(PortId.parse("sales.orders.order_lines.v0").major()).isZero();
        assertThatThrownBy(() -> PortId.parse("sales.orders.order-lines"))
                .isInstanceOf(PolderException.class)
                .hasMessage("'sales.orders.order-lines' is not an address");
    }
}
