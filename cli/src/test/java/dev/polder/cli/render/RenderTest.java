package dev.polder.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.client.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class RenderTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Terminal terminal =
            Terminal.to(new ByteArrayInputStream(new byte[0]), out, new ByteArrayOutputStream());

    @Test
    void columnsAreAsWideAsTheirContentAndNumbersStandOnTheRight() {
        Table table = new Table(terminal, List.of(Table.Column.left("city"), Table.Column.right("orders")));
        table.row(List.of(Cell.of("Zürich"), Cell.of("7")));
        table.row(List.of(Cell.of("Bern"), Cell.of("12345678")));
        table.end();

        assertThat(printed()).isEqualTo("""
                city      orders
                Zürich         7
                Bern    12345678
                """);
    }

    @Test
    void wideAndCombiningCharactersTakeTheColumnsThatATerminalGivesThem() {
        assertThat(DisplayWidth.of("東京")).isEqualTo(4);
        assertThat(DisplayWidth.of("🎉")).isEqualTo(2);
        assertThat(DisplayWidth.of("e\u0301")).isEqualTo(1);
        assertThat(DisplayWidth.of("Zürich – ✓")).isEqualTo(10);
    }

    @Test
    void noValueCanMoveTheCursorOrBreakTheLine() {
        Table table = new Table(terminal, List.of(Table.Column.left("v")));
        table.row(List.of(Cell.of("\u001b[31mred\u009b2J\r\n\tx\u202e")));
        table.end();

        assertThat(printed()).isEqualTo("v\n\\u001b[31mred\\u009b2J\\r\\n\\tx\\u202e\n");
    }

    @Test
    void aTableWithoutRowsShowsItsColumns() {
        new Table(terminal, List.of(Table.Column.left("a"), Table.Column.left("b"))).end();

        assertThat(printed()).isEqualTo("a  b\n");
    }

    @Test
    void rowsBeyondTheSampleAreWrittenAsTheyCome() {
        Table table = new Table(terminal, List.of(Table.Column.right("n")));
        IntStream.range(0, Table.SAMPLE + 5).forEach(n -> table.row(List.of(Cell.of("" + n))));
        terminal.flush();
        int before = printed().split("\n").length;
        table.row(List.of(Cell.of("wider than the sample")));
        table.end();

        assertThat(before).isEqualTo(Table.SAMPLE + 6);
        assertThat(printed()).endsWith("1004\nwider than the sample\n");
    }

    @Test
    void csvQuotesOnlyWhatNeedsIt() {
        assertThat(Csv.line(List.of("a", "", "b,c", "say \"x\"", "two\nlines")))
                .isEqualTo("a,,\"b,c\",\"say \"\"x\"\"\",\"two\nlines\"");
    }

    @Test
    void yamlReadsBackAsTheSameValue() {
        Json value = Json.parse("""
                {"plain":"sales.orders","words":["yes","null","1","1.5","","a: b","# c","- d","2026-11-01"," x ","a\\nb"],
                 "nested":{"list":[{"a":1,"b":[{"c":true},[]]},[[1],2],{}],"none":null},"key: x":"ü","empty":{}}
                """);

        Object read = new Load(LoadSettings.builder().build()).loadFromString(Yaml.write(value));

        assertThat(plain(value)).isEqualTo(read);
    }

    @Test
    void yamlLooksAsPeopleWriteIt() {
        assertThat(Yaml.write(Json.parse(
                        "{\"name\":\"order lines\",\"ports\":[{\"id\":\"a.v1\",\"ready\":true}],\"none\":[]}")))
                .isEqualTo("""
                        name: order lines
                        ports:
                        - id: a.v1
                          ready: true
                        none: []
                        """);
    }

    private String printed() {
        terminal.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Object plain(Json value) {
        if (value instanceof Json.Obj object) {
            Map<String, Object> map = new LinkedHashMap<>();
            object.members().forEach((name, member) -> map.put(name, plain(member)));
            return map;
        }
        if (value instanceof Json.Arr array) {
            return array.items().stream().map(RenderTest::plain).toList();
        }
        if (value instanceof Json.Num number) {
            return Integer.valueOf(number.literal());
        }
        if (value instanceof Json.Bool bool) {
            return bool.value();
        }
        return value instanceof Json.Text text ? text.value() : null;
    }
}
