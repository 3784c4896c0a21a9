kept_links AS (SELECT DISTINCT listener, listened FROM lifespan.links WHERE teller = 'workload')
