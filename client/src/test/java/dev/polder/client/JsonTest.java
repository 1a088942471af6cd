package dev.polder.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.PolderException;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void whatIsReadIsWrittenTheSame() {
        String text = "{\"a\":[1,2.50,1e400,true,false,null,\"ü\\n\\\"\"],\"b\":{},\"c\":[]}";

        assertThat(Json.parse(text).compact()).isEqualTo(text);
    }

    @Test
    void prettyIndentsByTwo() {
        assertThat(Json.parse("{\"a\":[1,{}],\"b\":{\"c\":null}}").pretty()).isEqualTo("""
                        {
                          "a": [
                            1,
                            {}
                          ],
                          "b": {
                            "c": null
                          }
                        }""");
    }

    @Test
    void controlCharactersAreEscapedSoThatNoTerminalActsOnThem() {
        assertThat(Json.of("\u001b[2J\u009b\u007f").compact()).isEqualTo("\"\\u001b[2J\\u009b\\u007f\"");
    }

    @Test
    void aPathThroughWhatIsNotThereEndsInNull() {
        Json json = Json.parse("{\"a\":1}");

        assertThat(json.at("x").at("y").isNull()).isTrue();
        assertThat(json.text("x")).isEmpty();
        assertThat(json.number("x")).isZero();
        assertThat(json.at("a").items()).isEmpty();
    }

    @Test
    void brokenOrEmptyTextIsRefused() {
        assertThatThrownBy(() -> Json.parse("{\"a\":")).isInstanceOf(PolderException.class);
        assertThatThrownBy(() -> Json.parse("")).isInstanceOf(PolderException.class);
        assertThatThrownBy(() -> Json.parse("1 2")).isInstanceOf(PolderException.class);
    }
}
