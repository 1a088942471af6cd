package dev.polder.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlColumnsTest {
    private static final List<String> COLUMNS = List.of("id", "email", "name", "address");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT id, email FROM people | id email",
                "SELECT p.id, P.Email FROM people p | id email",
                "SELECT p.id, o.email FROM people AS p JOIN orders o ON o.name = p.name | id name",
                "SELECT id AS email FROM people | id",
                "SELECT lower(name) FROM people WHERE email LIKE 'id%' | name email",
                "SELECT address.city FROM people | address",
                "SELECT p.address.city FROM people p | address",
                "SELECT count(*) FROM people | ''",
                "SELECT count(*), 2 * id FROM people | id",
                "SELECT * FROM people | *",
                "SELECT p.* FROM people p | *",
                "SELECT o.* FROM people p JOIN orders o USING (id) | id",
                "SELECT o.*, p.name FROM orders o, people p | name",
                "SELECT DISTINCT * FROM orders WHERE id IN (SELECT id FROM people) | id",
                "SELECT * FROM (SELECT id FROM people) x | id",
                "WITH x AS (SELECT id, name FROM people) SELECT * FROM x JOIN orders USING (id) | id name",
                "WITH x AS (SELECT * FROM people) SELECT x.id FROM x | *",
                "SELECT * FROM (people JOIN orders USING (id)) | *",
                "SELECT id FROM people UNION ALL SELECT * FROM orders | id",
                "SELECT id FROM orders UNION ALL SELECT * FROM people | *",
                "SELECT id, (SELECT max(email) FROM people) FROM orders | id email",
                "WITH x AS (SELECT count(id) AS people FROM people) SELECT people FROM x | id",
                "SELECT to_json(struct(*)) FROM people | *",
                "SELECT id FROM people NATURAL JOIN orders | *",
                "SELECT a FROM people AS p(a, b) | *",
                "SELECT id FROM people TABLESAMPLE (10 PERCENT) q | *",
                "TABLE people | *",
                "SELECT `email` FROM `people` | email",
                "SELECT extract(YEAR FROM name), * FROM orders, people WHERE a IS DISTINCT FROM b | *",
                "SELECT id FROM people ORDER BY email LIMIT 3 | id email",
                "SELECT sum(id) OVER (PARTITION BY name ORDER BY email) FROM people | id name email",
                "SELECT 'email' FROM people -- name | ''",
                "SELECT FROM WHERE ( | *"
            })
    void findsWhatIsReadOfATable(String sql, String read) {
        // when
        SqlColumns columns = SqlColumns.read(sql);

        // then
        List<String> expected = read.equals("*") ? COLUMNS : List.of(read.split(" "));
        assertThat(COLUMNS)
                .filteredOn(column -> columns.mayRead("people", column))
                .containsExactlyInAnyOrderElementsOf(expected.equals(List.of("")) ? List.of() : expected);
    }

    @Test
    void saysWhereAllColumnsAreRead() {
        SqlColumns columns = SqlColumns.read("SELECT o.*, p.id FROM people p, orders o");

        assertThat(columns.readsWhole("ORDERS")).isTrue();
        assertThat(columns.readsWhole("people")).isFalse();
        assertThat(columns.mayRead("orders", "anything")).isTrue();
        assertThat(columns.mayRead("people", "anything")).isFalse();
    }
}
