WITH line AS (
  SELECT l.customer_id, l.order_id, l.sku, l.channel, l.amount, l.ordered_at, p.promotion_id
  FROM order_lines l
  LEFT JOIN promotions p ON p.promotion_id = l.promotion_id
  WHERE l.customer_id IS NOT NULL
),
bought AS (
  SELECT
    customer_id,
    sort_array(collect_set(channel)) AS channels,
    count(DISTINCT order_id) AS orders,
    count(*) AS order_lines,
    count(promotion_id) AS promoted_lines,
    sum(amount) AS revenue,
    CAST(max(ordered_at) AS DATE) AS last_purchase
  FROM line
  GROUP BY customer_id
),
channel AS (
  SELECT
    customer_id,
    channel,
    row_number() OVER (
      PARTITION BY customer_id
      ORDER BY count(DISTINCT order_id) DESC, sum(amount) DESC, channel
    ) AS place
  FROM line
  GROUP BY customer_id, channel
),
sent_back AS (
  SELECT l.customer_id, count(*) AS return_lines, sum(r.amount) AS returned_amount
  FROM returns r
  JOIN line l ON l.order_id = r.order_id AND l.sku = r.sku
  GROUP BY l.customer_id
),
person AS (
  SELECT
    c.customer_id,
    concat_ws(' ', c.first_name, c.last_name) AS name,
    c.email,
    a.city,
    a.state,
    a.country,
    d.gender,
    coalesce(b.channels, CAST(array() AS ARRAY<STRING>)) AS channels,
    coalesce(b.orders, 0) AS orders,
    coalesce(b.order_lines, 0) AS order_lines,
    coalesce(b.promoted_lines, 0) AS promoted_lines,
    coalesce(b.revenue, 0) AS revenue,
    coalesce(s.returned_amount, 0) AS returned_amount,
    coalesce(s.return_lines, 0) AS return_lines,
    b.last_purchase,
    ch.channel AS preferred_channel
  FROM customers c
  LEFT JOIN addresses a ON a.address_id = c.address_id
  LEFT JOIN demographics d ON d.demographics_id = c.demographics_id
  LEFT JOIN bought b ON b.customer_id = c.customer_id
  LEFT JOIN channel ch ON ch.customer_id = c.customer_id AND ch.place = 1
  LEFT JOIN sent_back s ON s.customer_id = c.customer_id
)
SELECT
  customer_id,
  nullif(name, '') AS name,
  email,
  city,
  state,
  country,
  gender,
  channels,
  orders,
  order_lines,
  promoted_lines,
  CAST(revenue AS DECIMAL(18, 2)) AS revenue,
  CAST(returned_amount AS DECIMAL(18, 2)) AS returned_amount,
  CASE WHEN order_lines > 0 THEN CAST(round(CAST(return_lines AS DECIMAL(18, 4)) / order_lines, 4) AS DECIMAL(5, 4)) END
    AS returns_rate,
  last_purchase,
  preferred_channel,
  CAST(revenue - returned_amount AS DECIMAL(18, 2)) AS lifetime_value,
  CASE
    WHEN orders = 0 THEN 'prospect'
    WHEN orders >= 25 AND revenue - returned_amount >= 400000 THEN 'champion'
    WHEN orders >= 20 THEN 'loyal'
    WHEN orders >= 15 THEN 'regular'
    ELSE 'occasional'
  END AS segment
FROM person
