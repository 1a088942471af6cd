package dev.polder.cli.demo;

import dev.polder.cli.demo.TpcdsRows.Row;
import io.trino.tpcds.Table;
import java.util.Locale;

/** A sales channel: where TPC-DS keeps its sales and returns, and how their columns are called. */
enum Channel {
    STORE(
            Table.STORE_SALES,
            Table.STORE_RETURNS,
            "ss_",
            "sr_",
            "ticket_number",
            "customer_sk",
            "return_amt",
            "customer_sk"),
    WEB(
            Table.WEB_SALES,
            Table.WEB_RETURNS,
            "ws_",
            "wr_",
            "order_number",
            "bill_customer_sk",
            "return_amt",
            "returning_customer_sk"),
    CATALOG(
            Table.CATALOG_SALES,
            Table.CATALOG_RETURNS,
            "cs_",
            "cr_",
            "order_number",
            "bill_customer_sk",
            "return_amount",
            "returning_customer_sk");

    private final Table sales;
    private final Table returns;
    private final String prefix;
    private final String returnPrefix;
    private final String order;
    private final String customer;
    private final String returnAmount;
    private final String returningCustomer;

    Channel(
            Table sales,
            Table returns,
            String prefix,
            String returnPrefix,
            String order,
            String customer,
            String returnAmount,
            String returningCustomer) {
        this.sales = sales;
        this.returns = returns;
        this.prefix = prefix;
        this.returnPrefix = returnPrefix;
        this.order = order;
        this.customer = customer;
        this.returnAmount = returnAmount;
        this.returningCustomer = returningCustomer;
    }

    Table sales() {
        return sales;
    }

    Table returns() {
        return returns;
    }

    /** {@code store}, {@code web} or {@code catalog}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String column(String name) {
        return prefix + name;
    }

    String returnColumn(String name) {
        return returnPrefix + name;
    }

    String customer() {
        return customer;
    }

    String returnAmount() {
        return returnAmount;
    }

    String returningCustomer() {
        return returningCustomer;
    }

    String orderId(Row row) {
        return orderId(row.text(column(order)).orElseThrow());
    }

    String returnedOrderId(Row row) {
        return orderId(row.text(returnColumn(order)).orElseThrow());
    }

    private String orderId(String number) {
        return name().charAt(0) + "-" + number;
    }
}
