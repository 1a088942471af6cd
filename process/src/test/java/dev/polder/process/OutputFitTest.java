package dev.polder.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputFitTest {
    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "int | int",
                "int | bigint",
                "bigint | int",
                "int | double",
                "bigint | decimal(10,2)",
                "decimal(10,2) | decimal(12,2)",
                "decimal(20,2) | decimal(10,2)",
                "decimal(10,2) | double",
                "float | double",
                "date | date",
                "date | string",
                "int | string",
                "boolean | string",
                "void | decimal(10,2)",
                "array<int> | array<bigint>",
                "map<string,int> | map<string,bigint>",
                "struct<a:int,b:string> | struct<b:string,a:bigint>",
                "array<struct<a:void>> | array<struct<a:date>>"
            })
    void letsPassWhatLosesNothing(String from, String to) {
        assertThat(OutputFit.fits(DataType.fromDDL(from), DataType.fromDDL(to))).isTrue();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "string | int",
                "string | date",
                "double | int",
                "double | decimal(10,2)",
                "double | float",
                "decimal(10,3) | decimal(12,2)",
                "decimal(10,2) | bigint",
                "timestamp | date",
                "timestamp | timestamp_ntz",
                "timestamp_ntz | timestamp",
                "date | timestamp",
                "bigint | timestamp",
                "boolean | int",
                "int | boolean",
                "struct<a:int> | struct<a:int,b:int>",
                "struct<a:int,c:int> | struct<a:int,b:int>",
                "array<string> | array<int>",
                "map<string,string> | map<string,int>",
                "string | array<string>"
            })
    void refusesWhatMayLoseSomething(String from, String to) {
        assertThat(OutputFit.fits(DataType.fromDDL(from), DataType.fromDDL(to))).isFalse();
    }
}
