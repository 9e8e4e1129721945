//! Accounts that somebody owns: `app`, `root` and `guest` in a connection string are words of every text about programs,
//! and would be replaced in all of it.

use super::login_name::is_role;

/// Accounts of programs, by what they do or are called.
#[rustfmt::skip]
const PROGRAMS: &[&str] = &[
    "accounting", "airflow", "analytics", "api", "archive", "auth", "backend", "backup", "batch", "billing", "blog", "bot", "cache",
    "catalog", "cd", "ci", "client", "cms", "core", "crawler", "crm", "cron", "data", "database", "db", "dbadmin", "dbo", "dbuser",
    "dev", "development", "django", "drupal", "elastic", "erp", "etl", "exporter", "finance", "forum", "frontend", "gateway", "gitea",
    "gitlab", "grafana", "inventory", "invoices", "job", "jobs", "kafka", "keycloak", "laravel", "ledger", "local", "logs",
    "loyalty", "magento", "mail", "mailer", "main", "mariadb", "master", "metabase", "metrics", "migrate", "migration", "migrator",
    "mongo", "mongodb", "monitor", "monitoring", "nextcloud", "notify", "odoo", "oracle", "orders", "owner", "payment", "payments",
    "payroll", "portal", "postmaster", "prod", "production", "prometheus", "proxy", "queue", "rabbit", "rabbitmq", "rails", "reader",
    "readonly", "readwrite", "redis", "replica", "replication", "replicator", "report", "reporting", "reports", "rest", "ro", "rw",
    "sa", "sales", "scheduler", "scraper", "sentry", "server", "shop", "site", "smtp", "sql", "stage", "staging", "stock", "store",
    "superset", "svc", "sync", "team", "teams", "users", "warehouse", "web", "webmaster", "website", "wiki", "wordpress", "worker", "writer", "zabbix",
];

pub(super) fn passes(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    !is_nobody(&lower) && !lower.split(['_', '-']).all(is_nobody)
}

fn is_nobody(lower: &str) -> bool {
    is_role(lower) || PROGRAMS.contains(&lower)
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn people_and_programs() {
        assert!(passes("jroe") && passes("app_jane") && passes("Jane"));
        assert!(!passes("app") && !passes("Root") && !passes("api") && !passes("guest1"));
        assert!(!passes("ledger") && !passes("crm_admin") && !passes("billing-rw") && !passes("CRM"));
        assert!(passes("jroe_admin") && passes("svc_lehmann") && passes("jane-api"));
    }
}
