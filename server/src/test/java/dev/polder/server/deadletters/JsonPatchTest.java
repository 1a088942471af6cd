package dev.polder.server.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.PolderException;
import dev.polder.server.http.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The examples of RFC 6902, appendix A, and what the text says besides. */
class JsonPatchTest {
    private static JsonNode json(String text) {
        return Json.parse(text, JsonNode.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            A.1  | {"foo":"bar"} | [{"op":"add","path":"/baz","value":"qux"}] | {"baz":"qux","foo":"bar"}
            A.2  | {"foo":["bar","baz"]} | [{"op":"add","path":"/foo/1","value":"qux"}] | {"foo":["bar","qux","baz"]}
            A.3  | {"baz":"qux","foo":"bar"} | [{"op":"remove","path":"/baz"}] | {"foo":"bar"}
            A.4  | {"foo":["bar","qux","baz"]} | [{"op":"remove","path":"/foo/1"}] | {"foo":["bar","baz"]}
            A.5  | {"baz":"qux","foo":"bar"} | [{"op":"replace","path":"/baz","value":"boo"}] | {"baz":"boo","foo":"bar"}
            A.6  | {"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}} | [{"op":"move","from":"/foo/waldo","path":"/qux/thud"}] | {"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}
            A.7  | {"foo":["all","grass","cows","eat"]} | [{"op":"move","from":"/foo/1","path":"/foo/3"}] | {"foo":["all","cows","eat","grass"]}
            A.8  | {"baz":"qux","foo":["a",2,"c"]} | [{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}] | {"baz":"qux","foo":["a",2,"c"]}
            A.10 | {"foo":"bar"} | [{"op":"add","path":"/child","value":{"grandchild":{}}}] | {"foo":"bar","child":{"grandchild":{}}}
            A.11 | {"foo":"bar"} | [{"op":"add","path":"/baz","value":"qux","xyz":123}] | {"foo":"bar","baz":"qux"}
            A.14 | {"/":9,"~1":10} | [{"op":"test","path":"/~01","value":10}] | {"/":9,"~1":10}
            A.16 | {"foo":["bar"]} | [{"op":"add","path":"/foo/-","value":["abc","def"]}] | {"foo":["bar",["abc","def"]]}
            copy | {"a":{"b":1}} | [{"op":"copy","from":"/a","path":"/c"},{"op":"replace","path":"/c/b","value":2}] | {"a":{"b":1},"c":{"b":2}}
            null | {"a":1} | [{"op":"replace","path":"/a","value":null},{"op":"test","path":"/a","value":null}] | {"a":null}
            whole | {"a":1} | [{"op":"replace","path":"","value":{"b":2}}] | {"b":2}
            empty name | {"":1} | [{"op":"move","from":"/","path":"/x"}] | {"x":1}
            numbers | {"a":1.0} | [{"op":"test","path":"/a","value":1}] | {"a":1.0}
            same place | {"a":1} | [{"op":"move","from":"/a","path":"/a"}] | {"a":1}
            """)
    void aPatchDoesWhatTheStandardSays(String name, String document, String patch, String expected)
            throws JsonPatch.DoesNotFit {
        assertThat(new JsonPatch(json(patch)).apply(json(document))).isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            A.9  | {"baz":"qux"} | [{"op":"test","path":"/baz","value":"bar"}]
            A.12 | {"foo":"bar"} | [{"op":"add","path":"/baz/bat","value":"qux"}]
            A.15 | {"/":9,"~1":10} | [{"op":"test","path":"/~01","value":"10"}]
            beyond | {"a":[1]} | [{"op":"add","path":"/a/2","value":2}]
            leading zero | {"a":[1,2]} | [{"op":"remove","path":"/a/01"}]
            no end | {"a":[1,2]} | [{"op":"remove","path":"/a/-"}]
            not there | {"a":1} | [{"op":"replace","path":"/b","value":1}]
            into text | {"a":"x"} | [{"op":"add","path":"/a/b","value":1}]
            remove twice | {"a":1} | [{"op":"remove","path":"/a"},{"op":"remove","path":"/a"}]
            """)
    void aPatchThatDoesNotFitSaysWhichOperation(String name, String document, String patch) {
        assertThatThrownBy(() -> new JsonPatch(json(patch)).apply(json(document)))
                .isInstanceOf(JsonPatch.DoesNotFit.class)
                .hasMessageStartingWith("Operation ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[1]",
                "[{\"op\":\"spam\",\"path\":\"/a\"}]",
                "[{\"op\":\"ADD\",\"path\":\"/a\",\"value\":1}]",
                "[{\"op\":\"add\",\"path\":\"a\",\"value\":1}]",
                "[{\"op\":\"add\",\"path\":\"/a~2\",\"value\":1}]",
                "[{\"op\":\"add\",\"path\":\"/a\"}]",
                "[{\"op\":\"move\",\"path\":\"/a\"}]",
                "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a/b\"}]",
                "[{\"path\":\"/a\"}]"
            })
    void whatIsNoPatchIsRefusedAtOnce(String patch) {
        assertThatThrownBy(() -> new JsonPatch(json(patch))).isInstanceOf(PolderException.class);
    }

    @Test
    void aValueIsNotSharedBetweenDocuments() throws JsonPatch.DoesNotFit {
        JsonPatch patch = new JsonPatch(
                json("[{\"op\":\"add\",\"path\":\"/a\",\"value\":{}},{\"op\":\"add\",\"path\":\"/a/n\",\"value\":1}]"));

        patch.apply(json("{}"));

        assertThat(patch.apply(json("{}"))).isEqualTo(json("{\"a\":{\"n\":1}}"));
    }
}
